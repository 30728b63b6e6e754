#include "http/curl.hpp"

#include <curl/curl.h>
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <list>
#include <set>

#include "base/error.hpp"
#include "http/address.hpp"
#include "http/transfer.hpp"

namespace ciclo::http {
namespace {

using Multi = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;

// The stop flag wakes every wait; this only bounds how late the deadline is noticed.
constexpr std::chrono::milliseconds k_longest_wait{1'000};

// Once per process; the first caller does it, and libcurl is never torn down.
void start_libcurl() {
    static const CURLcode k_result = curl_global_init(CURL_GLOBAL_ALL);
    if (k_result != CURLE_OK) throw Error(ErrorKind::internal, "libcurl cannot start");
}

// A line break would begin another header.
std::string refusal_of(const std::vector<Header>& headers) {
    for (const auto& header : headers) {
        const auto text = header.name + header.value + header.secret.reveal();
        if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < ' ' || c == 127; }))
            return "the header '" + header.name + "' holds a control character";
    }
    return {};
}

Multi new_multi() {
    start_libcurl();
    Multi multi(curl_multi_init(), curl_multi_cleanup);
    if (!multi) throw out_of_memory("libcurl");
    return multi;
}

}  // namespace

struct Curl::Impl {
    CurlOptions options;
    Multi multi = new_multi();
    std::list<Transfer> active;

    // Adds one transfer, or refuses the URL or a header at once.
    void start(const Request& request, Response& response, const Limits& limits) {
        const auto address = address_of(request.url, options.allow_http);
        const auto refusal = address.refusal.empty() ? refusal_of(request.headers) : address.refusal;
        if (refusal.empty()) {
            active.emplace_back(multi.get(), options, request, address, response, limits);
            return;
        }
        response.failure = Failure::protocol;
        response.message = refusal;
    }

    void collect() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
            const CURLcode code = message->data.result;
            const auto done = std::find_if(active.begin(), active.end(),
                                           [&](const auto& it) { return it.is_of(message->easy_handle); });
            done->finish(code);
            active.erase(done);
        }
    }

    void name_unanswered(Error& error) const {
        std::set<std::string> labels;
        for (const auto& transfer : active) {
            if (!transfer.label().empty()) labels.insert(transfer.label());
        }
        if (!labels.empty()) error.within(fmt::format("no answer to {}", fmt::join(labels, ", ")));
    }

    void wait(const Limits& limits) {
        curl_waitfd stop{limits.stop_fd(), CURL_WAIT_POLLIN, 0};
        const auto longest = std::min<std::chrono::milliseconds>(k_longest_wait, options.tell_after);
        curl_multi_poll(multi.get(), &stop, 1, limits.clamp(longest), nullptr);
    }

    void run(std::span<const Request> requests, std::vector<Response>& responses, const Limits& limits) {
        std::size_t next = 0;
        const auto told_at = Limits::Clock::now() + options.tell_after;
        bool is_shown = !options.report_waiting;
        const auto may_start = [&] {
            return next < requests.size() && active.size() < static_cast<std::size_t>(options.concurrency);
        };
        while (next < requests.size() || !active.empty()) {
            limits.check();
            while (may_start()) {
                start(requests[next], responses[next], limits);
                ++next;
            }
            int running = 0;
            curl_multi_perform(multi.get(), &running);
            collect();
            // A place that is free is taken before anything is waited for.
            if (running > 0 && !may_start()) wait(limits);
            if (is_shown || Limits::Clock::now() < told_at || active.empty()) continue;
            is_shown = true;
            options.report_waiting();
        }
        limits.check();
    }
};

Curl::Curl(CurlOptions options) : m_impl(std::make_unique<Impl>()) {
    options.concurrency = std::max(1, options.concurrency);
    curl_multi_setopt(m_impl->multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(options.concurrency));
    m_impl->options = std::move(options);
}

Curl::~Curl() = default;

std::vector<Response> Curl::exchange(std::span<const Request> requests, const Limits& limits) {
    std::vector<Response> responses(requests.size());
    try {
        m_impl->run(requests, responses, limits);
    } catch (Error& error) {
        if (error.kind() == ErrorKind::deadline) m_impl->name_unanswered(error);
        m_impl->active.clear();
        throw;
    } catch (...) {
        m_impl->active.clear();
        throw;
    }
    return responses;
}

// Without starting libcurl: OpenSSL's start costs 2 ms.
std::string library_versions() {
    return curl_version();
}

}  // namespace ciclo::http
