#include "check/check.hpp"

#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/report.hpp"

namespace ciclo::cmd {
namespace {

// A server that does not accept a connection within this time is reported, not waited for.
constexpr std::chrono::milliseconds k_connect{4'000};

// Before this nothing is reported.
constexpr std::chrono::milliseconds k_tell_after{3'000};

http::CurlOptions brief_options(const config::Config& config, const Log& log) {
    auto options = curl_options(config, log);
    options.connect_timeout = k_connect;
    options.tell_after = k_tell_after;
    return options;
}

}  // namespace

ExitCode check(const cli::Arguments& arguments, StopFlag& stop) {
    // Wrong settings are points like others: what does not depend on them is still checked.
    const auto settings = config::read(config::current_environment(), arguments.options);
    const auto& config = settings.config;
    Log log(&stop);
    log.set_format(config.log_format);
    log.set_level(config.log_level);
    const Limits limits(stop, config.deadline);
    http::Curl transport(brief_options(config, log));
    const bool as_text = config.output == config::Output::text;
    const bool quiet = config.log_level == LogLevel::error;
    std::vector<CheckPoint> points;
    check_everything(settings, transport, limits, log, [&](const CheckPoint& point) {
        points.push_back(point);
        const bool is_shown = as_text && !(quiet && point.level == PointLevel::ok);
        if (is_shown) print(report::point_text(point, config.language), limits);
    });
    const auto code = worst(points);
    if (!as_text) print_json(report::check_json(points), limits);
    if (as_text && !(quiet && code == ExitCode::ok))
        print(report::verdict_text(points, config.language), limits);
    return code;
}

}  // namespace ciclo::cmd
