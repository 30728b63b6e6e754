#include "ciclo/status.hpp"

#include "ciclo/look_back.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/status.hpp"

namespace ciclo::cmd {

ExitCode status(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop, config::Scope::status);
    const auto& config = setup.config;
    StatusReport found;
    look_back(config, setup.limits, setup.log,
              [&](postgres::Connection& connection) { found = read_status(connection, config); });
    const auto code = found.code();
    if (config.output == config::Output::json) {
        print_json(report::status_json(found), reading_time(stop));
    } else if (config.log_level != LogLevel::error || code != ExitCode::ok) {
        // --quiet in a schedule: cron mails what is stale, and nothing else.
        print(report::status_text(found, config.time_zone, config.language), reading_time(stop));
    }
    return code;
}

}  // namespace ciclo::cmd
