#include "report/ping.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "http/address.hpp"

namespace ciclo::report {
namespace {

// What a service of one's own stores by default, and what healthchecks.io stores; its answers say so.
constexpr std::size_t k_usual_body_bytes = 10'000;
constexpr std::size_t k_most_body_bytes = 100'000;
constexpr const char* k_limit_header = "ping-body-limit";
constexpr std::size_t k_longest_answer_bytes = 65'536;

struct FailureRow {
    http::Failure failure;
    std::string_view words;
    bool may_repeat;
};

// Our own words: libcurl's and the service's may hold the address.
constexpr std::array k_failures{
    FailureRow{http::Failure::connect, "it cannot be reached", true},
    FailureRow{http::Failure::tls, "its certificate does not verify", false},
    FailureRow{http::Failure::empty, "it closed the connection without a complete answer", true},
    FailureRow{http::Failure::timeout, "no answer in time", true},
    FailureRow{http::Failure::too_big, "its answer is too large", false},
    FailureRow{http::Failure::protocol, "it redirects to another address, or does not speak HTTP", false},
};

std::string_view words_for(const Error& error) {
    if (error.kind() == ErrorKind::interrupted) return "stopped by a signal meanwhile";
    return error.kind() == ErrorKind::deadline ? "no answer in time" : "the request cannot be sent";
}

std::size_t body_limit(const http::Response& response, std::size_t otherwise) {
    const auto header = response.headers.find(k_limit_header);
    if (header == response.headers.end()) return otherwise;
    const auto& text = header->second;
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    return is_number ? std::min(limit, k_most_body_bytes) : otherwise;
}

}  // namespace

Ping::Ping(Secret url, std::string run, http::Transport& transport, const Log& log, const PingTimes& times)
    : m_url(std::move(url)),
      m_run(std::move(run)),
      m_transport(transport),
      m_log(log),
      m_times(times),
      m_max_body_bytes(k_usual_body_bytes) {}

void Ping::start(const Limits& limits) {
    send("start", "", limits.within(m_times.ping));
}

void Ping::end(ExitCode code, const Limits& limits) {
    const auto what = std::to_string(number_of(code));
    auto body = clean_utf8(m_log.last_lines(m_max_body_bytes));
    if (!limits.is_over() && limits.remaining() >= m_times.last) {
        return send(what, std::move(body), limits.within(m_times.ping));
    }
    send(what, std::move(body), limits.extended_by(m_times.last));
}

void Ping::send(std::string_view what, std::string body, const Limits& limits) {
    if (m_url.empty()) return;
    try {
        http::Request request{address(what), std::move(body), "text/plain; charset=utf-8", m_times.call};
        bool may_repeat = false;
        auto fault = attempt(request, limits, may_repeat);
        if (may_repeat) {
            limits.sleep(m_times.pause);
            fault = attempt(request, limits, may_repeat);
        }
        if (!fault.empty()) warn(what, fault);
    } catch (const Error& error) {
        warn(what, std::string(words_for(error)));
    } catch (const std::exception& error) {
        warn(what, error.what());
    }
}

// "" when the service has taken it, else what went wrong.
std::string Ping::attempt(const http::Request& request, const Limits& limits, bool& may_repeat) {
    const auto response = m_transport.exchange({&request, 1}, limits).at(0);
    for (const auto& row : k_failures) {
        if (row.failure != response.failure) continue;
        may_repeat = row.may_repeat;
        return std::string(row.words);
    }
    m_max_body_bytes = body_limit(response, m_max_body_bytes);
    may_repeat = response.status >= 500;
    const bool is_taken = response.status >= 200 && response.status < 300;
    return is_taken ? "" : fmt::format("it answered with status {}", response.status);
}

// A query of the check's own address (?create=1) stays at the end.
std::string Ping::address(std::string_view what) const {
    const auto& url = m_url.reveal();
    const auto query = std::min(url.find('?'), url.size());
    return fmt::format("{}/{}{}{}rid={}", url.substr(0, query), what, url.substr(query),
                       query == url.size() ? "?" : "&", m_run);
}

// A service that is down is down at the end as well: once is enough.
void Ping::warn(std::string_view what, const std::string& reason) {
    const auto level = m_warned ? LogLevel::debug : LogLevel::warning;
    m_warned = true;
    m_log.write(level, "the monitoring ping failed",
                {{"ping", what}, {"host", http::address_of(m_url.reveal(), true).host}, {"reason", reason}});
}

http::CurlOptions ping_options(bool allow_http, const std::string& user_agent) {
    http::CurlOptions options;
    options.concurrency = 1;
    options.connect_timeout = PingTimes().call;
    options.max_body_bytes = k_longest_answer_bytes;
    options.allow_http = allow_http;
    options.user_agent = user_agent;
    return options;
}

}  // namespace ciclo::report
