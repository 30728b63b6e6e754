#include "ciclo/check.hpp"

#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/report.hpp"

namespace ciclo::cmd {
namespace {

// Who does not accept a connection within this time is told, not waited for.
constexpr std::chrono::milliseconds k_connect{4'000};

http::CurlOptions brief_options(const config::Config& config) {
    auto options = curl_options(config);
    options.connect_timeout = k_connect;
    return options;
}

}  // namespace

ExitCode check(const cli::Arguments& arguments, StopFlag& stop) {
    // Wrong settings are points like others: what they leave usable is still asked.
    const auto settings = config::read(config::current_environment(), arguments.options);
    const auto& config = settings.config;
    Log log;
    log.set_format(config.log_format);
    log.set_level(config.log_level);
    const Limits limits(stop, config.deadline);
    http::Curl transport(brief_options(config));
    const bool as_text = config.output == config::Output::text;
    const bool quiet = config.log_level == LogLevel::error;
    std::vector<CheckPoint> points;
    check_everything(settings, transport, limits, log, [&](const CheckPoint& point) {
        points.push_back(point);
        const bool is_told = as_text && !(quiet && point.level == PointLevel::ok);
        if (is_told) print(report::point_text(point, config.language));
    });
    const auto code = worst(points);
    if (!as_text) print(report::check_json(points));
    if (as_text && !(quiet && code == ExitCode::ok)) print(report::verdict_text(points, config.language));
    return code;
}

}  // namespace ciclo::cmd
