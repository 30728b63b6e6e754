// Pings a monitoring service at the start and the end of a run, in the protocol of healthchecks.io, which
// also notices a run that never came. Not for: deciding anything; what goes wrong here is one warning in the
// log, in bounded time, and changes nothing else.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/exit_code.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "http/curl.hpp"

namespace ciclo::report {

// A healthy service answers in well under a second. A dead one costs a run twice `ping`.
struct PingTimes {
    std::chrono::milliseconds call{4'000};  // one request
    std::chrono::milliseconds ping{5'000};  // with its retry
    std::chrono::milliseconds pause{250};   // before that
    // Until so long after a stop or the deadline, of the two seconds that the end may take.
    std::chrono::milliseconds last{1'800};
};

class Ping {
  public:
    // With an empty `url` every call does nothing. `run` is a uuid that pairs start and end. `transport` and
    // `log` must outlive the object.
    Ping(Secret url, std::string run, http::Transport& transport, const Log& log,
         const PingTimes& times = {});

    // Neither throws. Each takes times.ping at most, and no longer than `limits` allow: a stop ends the wait.
    void start(const Limits& limits);
    // With the last lines of the log, as many as the service stores. After a stop, or when the deadline has
    // passed, it has times.last all the same: monitoring has to know that a run was cut short.
    void end(ExitCode code, const Limits& limits);

  private:
    void send(std::string_view what, std::string body, const Limits& limits);
    std::string attempt(const http::Request& request, const Limits& limits, bool& may_repeat);
    [[nodiscard]] std::string address(std::string_view what) const;
    void warn(std::string_view what, const std::string& reason);

    Secret m_url;
    std::string m_run;
    http::Transport& m_transport;
    const Log& m_log;
    PingTimes m_times;
    std::size_t m_max_body_bytes;
    bool m_warned = false;
};

// How a ping goes out: its own short limits, and only what may carry a secret.
http::CurlOptions ping_options(bool allow_http, const std::string& user_agent);

}  // namespace ciclo::report
