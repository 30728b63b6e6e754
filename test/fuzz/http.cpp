// The bytes of an HTTP answer, head and body, as a server sends them and the transport takes them.
#include "base/text.hpp"
#include "base/time.hpp"
#include "fuzz/loopback.hpp"
#include "fuzz/target.hpp"
#include "http/curl.hpp"

namespace ciclo::fuzz {
namespace {

constexpr std::size_t k_most_body_bytes = 65'536;

http::CurlOptions options() {
    http::CurlOptions out;
    out.max_body_bytes = k_most_body_bytes;
    out.stall = std::chrono::seconds{5};
    return out;
}

void check_failed(const http::Response& response) {
    require(response.status == 0 && response.headers.empty() && response.body.empty(),
            "a failure is no answer", response.message);
    require(!response.message.empty(), "a failure says why");
}

void check_answer(const http::Response& response) {
    require(response.status >= 100 && response.status <= 999, "an answer has a status");
    require(response.status < 300 || response.status > 399, "redirects are refused");
    require(response.message.empty(), "an answer is no failure", response.message);
    require(response.body.size() <= k_most_body_bytes, "a body keeps the limit");
    for (const auto& [name, value] : response.headers) {
        require(lower(name) == name, "names of headers are in lower case", name);
        require(trimmed(value) == value && value.find('\n') == std::string::npos,
                "a header is one line without blanks around it", value);
    }
    if (const auto date = response.headers.find("date"); date != response.headers.end())
        static_cast<void>(from_http_date(date->second));
    require(response.retry_after.has_value() == response.headers.contains("retry-after"),
            "Retry-After is known where it was sent");
    const auto wait = response.retry_after.value_or(std::chrono::seconds{0});
    require(wait.count() >= 0 && wait.count() <= 600, "Retry-After is capped");
}

}  // namespace

void http(std::string_view input) {
    static Loopback server;
    // Without the connections of the input before.
    http::Curl transport(options());
    StopFlag stop;
    const Limits limits(stop, std::chrono::seconds{10});
    server.answer_with(input);
    http::Request request;
    request.url = server.url();
    request.body = "{}";
    request.timeout = std::chrono::seconds{10};
    const auto responses = transport.exchange({&request, 1}, limits);
    require(responses.size() == 1, "each request has its response");
    if (responses.front().failure != http::Failure::none) return check_failed(responses.front());
    check_answer(responses.front());
}

}  // namespace ciclo::fuzz
