#include "http/transfer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <new>

#include "base/descriptors.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace ciclo::http {
namespace {

constexpr std::chrono::seconds k_longest_retry_after{600};

struct CodeRow {
    CURLcode code;
    Failure failure;
};

// Odoo's head has 300 bytes, a proxy's a few KiB. A line above 100 KiB libcurl refuses itself, as "out of
// memory".
constexpr std::size_t k_most_head_bytes = 262'144;

// What is not listed is Failure::protocol.
constexpr std::array k_failures{
    CodeRow{CURLE_COULDNT_RESOLVE_PROXY, Failure::connect},
    CodeRow{CURLE_COULDNT_RESOLVE_HOST, Failure::connect},
    CodeRow{CURLE_COULDNT_CONNECT, Failure::connect},
    CodeRow{CURLE_SSL_CONNECT_ERROR, Failure::connect},
    CodeRow{CURLE_PROXY, Failure::connect},
    CodeRow{CURLE_PEER_FAILED_VERIFICATION, Failure::tls},
    CodeRow{CURLE_SSL_CACERT_BADFILE, Failure::tls},
    CodeRow{CURLE_SSL_CERTPROBLEM, Failure::tls},
    CodeRow{CURLE_SSL_CIPHER, Failure::tls},
    CodeRow{CURLE_SSL_CRL_BADFILE, Failure::tls},
    CodeRow{CURLE_SSL_ISSUER_ERROR, Failure::tls},
    CodeRow{CURLE_SSL_INVALIDCERTSTATUS, Failure::tls},
    CodeRow{CURLE_GOT_NOTHING, Failure::empty},
    CodeRow{CURLE_PARTIAL_FILE, Failure::empty},
    CodeRow{CURLE_RECV_ERROR, Failure::empty},
    CodeRow{CURLE_SEND_ERROR, Failure::empty},
    CodeRow{CURLE_BAD_CONTENT_ENCODING, Failure::empty},
    // The answer is not HTTP; a forbidden scheme was refused before (address.hpp).
    CodeRow{CURLE_UNSUPPORTED_PROTOCOL, Failure::empty},
    CodeRow{CURLE_WEIRD_SERVER_REPLY, Failure::empty},
    CodeRow{CURLE_HTTP2, Failure::empty},
    CodeRow{CURLE_HTTP2_STREAM, Failure::empty},
    CodeRow{CURLE_OPERATION_TIMEDOUT, Failure::timeout},
};

Failure failure_of(CURLcode code) {
    const auto* row =
        std::find_if(k_failures.begin(), k_failures.end(), [&](const auto& r) { return r.code == code; });
    return row == k_failures.end() ? Failure::protocol : row->failure;
}

template <typename T>
void set(CURL* easy, CURLoption option, T value) {
    if (curl_easy_setopt(easy, option, value) != CURLE_OK) {
        throw Error(ErrorKind::internal,
                    fmt::format("this libcurl refuses option {}", static_cast<int>(option)));
    }
}

}  // namespace

Transfer::Transfer(CURLM* multi, const CurlOptions& options, const Request& request, const Address& address,
                   Response& response, const Limits& limits)
    : m_multi(multi), m_max_body_bytes(options.max_body_bytes), m_response(response), m_label(request.label) {
    if (!m_easy) throw out_of_memory("libcurl");
    set_request(options, request);
    set_security(options, address);
    set_limits(options, request, limits);
    set_callbacks();
    if (curl_multi_add_handle(m_multi, m_easy.get()) != CURLM_OK) {
        throw Error(ErrorKind::internal, "libcurl refuses a transfer");
    }
}

Transfer::~Transfer() {
    curl_multi_remove_handle(m_multi, m_easy.get());
}

void Transfer::finish(CURLcode code) {
    // libcurl says the same of a header line that is too long.
    const bool is_in_head = m_head_bytes > 0 && !m_has_whole_head;
    if (m_is_out_of_memory || (code == CURLE_OUT_OF_MEMORY && !is_in_head)) throw out_of_memory("libcurl");
    if (m_head_bytes > k_most_head_bytes || code == CURLE_OUT_OF_MEMORY)
        return fail(Failure::too_big, "the head of the answer is too large");
    if (m_is_too_big) {
        return fail(Failure::too_big, fmt::format("the answer has more than {} bytes", m_max_body_bytes));
    }
    if (code != CURLE_OK) return set_failed(code);
    // libcurl takes a connection that closed among the headers for the end of an empty answer.
    if (!m_has_whole_head) return fail(Failure::empty, "the connection closed within the headers");
    long status = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    // libcurl passes over a status line of a version that it does not know, and takes any number in others.
    if (status < 100 || status > 999) return fail(Failure::empty, "the answer has no status that HTTP knows");
    if (status >= 300 && status < 400) return set_redirected();
    m_response.status = static_cast<int>(status);
    set_retry_after();
}

void Transfer::add_header(const std::string& line) {
    curl_slist* longer = curl_slist_append(m_headers.get(), line.c_str());
    if (longer == nullptr) throw out_of_memory("libcurl");
    static_cast<void>(m_headers.release());
    m_headers.reset(longer);
}

void Transfer::set_request(const CurlOptions& options, const Request& request) {
    CURL* easy = m_easy.get();
    const bool is_post = request.method == Method::post;
    if (is_post) add_header("Content-Type: " + request.content_type);
    add_header("Accept: application/json");
    // libcurl adds "Expect: 100-continue" above 1 MB, which Odoo answers twice.
    add_header("Expect:");
    for (const auto& header : request.headers)
        add_header(header.name + ": " + header.value + header.secret.reveal());
    set(easy, CURLOPT_HTTPHEADER, m_headers.get());
    set(easy, CURLOPT_URL, request.url.c_str());
    set(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
    set(easy, CURLOPT_ACCEPT_ENCODING, "");
    if (!is_post) return set(easy, CURLOPT_HTTPGET, 1L);
    set(easy, CURLOPT_POST, 1L);
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(easy, CURLOPT_POSTFIELDS, request.body.c_str());
}

void Transfer::set_security(const CurlOptions& options, const Address& address) {
    CURL* easy = m_easy.get();
    const bool may_be_http = address.is_loopback || options.allow_http;
    set(easy, CURLOPT_PROTOCOLS_STR, may_be_http ? "http,https" : "https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!options.ca_file.empty()) {
        set(easy, CURLOPT_CAINFO, options.ca_file.c_str());
        // Instead of the system's authorities: those of its directory would be taken besides.
        set(easy, CURLOPT_CAPATH, static_cast<const char*>(nullptr));
    }
    // A proxy of the environment must not see what was meant for this machine.
    if (address.is_loopback) set(easy, CURLOPT_NOPROXY, "*");
    set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void Transfer::set_limits(const CurlOptions& options, const Request& request, const Limits& limits) {
    CURL* easy = m_easy.get();
    set(easy, CURLOPT_NOSIGNAL, 1L);
    // A name server that does not answer must not hold us beyond the limits: libcurl would wait for its
    // thread.
    set(easy, CURLOPT_QUICK_EXIT, 1L);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.clamp(options.connect_timeout)));
    // A little beyond the deadline, which ends the wait itself, under its own name.
    constexpr std::chrono::milliseconds k_grace{500};
    const auto timeout =
        std::min<long>(limits.clamp(request.timeout) + k_grace.count(), request.timeout.count());
    set(easy, CURLOPT_TIMEOUT_MS, timeout);
    set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
    set(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall.count()));
}

void Transfer::set_callbacks() {
    CURL* easy = m_easy.get();
    set(easy, CURLOPT_ERRORBUFFER, m_error.data());
    set(easy, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set(easy, CURLOPT_WRITEDATA, static_cast<void*>(this));
    set(easy, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
    set(easy, CURLOPT_HEADERDATA, static_cast<void*>(this));
}

// libcurl is C: nothing may be thrown through it.
std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& self = *static_cast<Transfer*>(user);
    try {
        return self.take_body({data, size * count});
    } catch (const std::bad_alloc&) {
        self.m_is_out_of_memory = true;
        return CURL_WRITEFUNC_ERROR;
    }
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* user) {
    auto& self = *static_cast<Transfer*>(user);
    try {
        return self.take_header({data, size * count});
    } catch (const std::bad_alloc&) {
        self.m_is_out_of_memory = true;
        return CURL_WRITEFUNC_ERROR;
    }
}

std::size_t Transfer::take_body(std::string_view bytes) {
    m_is_too_big = m_response.body.size() + bytes.size() > m_max_body_bytes;
    if (m_is_too_big) return CURL_WRITEFUNC_ERROR;
    m_response.body.append(bytes);
    return bytes.size();
}

std::size_t Transfer::take_header(std::string_view line) {
    m_head_bytes += line.size();
    if (m_head_bytes > k_most_head_bytes) return 0;
    m_has_whole_head = trimmed(line).empty();
    // Each status line starts a new header: a "100 Continue" may stand before the answer.
    if (line.starts_with("HTTP/")) {
        m_response.headers.clear();
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
        m_response.headers[lower(line.substr(0, colon))] = trimmed(line.substr(colon + 1));
    }
    return line.size();
}

void Transfer::fail(Failure failure, std::string message) {
    m_response = {};
    m_response.failure = failure;
    m_response.message = std::move(message);
}

void Transfer::set_failed(CURLcode code) {
    auto failure = failure_of(code);
    curl_off_t sent_after = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_PRETRANSFER_TIME_T, &sent_after);
    // A time limit that was over before the request was sent says nothing about the request.
    if (failure == Failure::timeout && sent_after == 0) failure = Failure::connect;
    const std::string message = m_error.front() == '\0' ? curl_easy_strerror(code) : m_error.data();
    fail(failure, failure == Failure::connect ? message + lack_of_descriptors() : message);
}

void Transfer::set_redirected() {
    const auto location = m_response.headers.find("location");
    // A query may hold a session's token.
    const auto target = location == m_response.headers.end()
                            ? std::string("nowhere")
                            : location->second.substr(0, location->second.find('?'));
    fail(Failure::protocol, fmt::format("redirected to {}; set ODOO_URL to the final address", target));
}

void Transfer::set_retry_after() {
    if (!m_response.headers.contains("retry-after")) return;
    // Negative for a date in the past, 0 for what is neither seconds nor a date.
    curl_off_t seconds = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RETRY_AFTER, &seconds);
    m_response.retry_after =
        std::clamp(std::chrono::seconds{seconds}, std::chrono::seconds{0}, k_longest_retry_after);
}

}  // namespace ciclo::http
