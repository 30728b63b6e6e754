#include "ciclo/history.hpp"

#include "ciclo/freshness.hpp"
#include "ciclo/look_back.hpp"
#include "ciclo/session.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/history.hpp"

namespace ciclo::cmd {

ExitCode history(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop, config::Scope::history);
    const auto& config = setup.config;
    std::vector<CycleRecord> cycles;
    look_back(config, setup.limits, setup.log, [&](postgres::Connection& connection) {
        check_journal(connection);
        check_time_zone(connection, config);
        cycles = read_history(connection, config.time_zone, config.last, config.failed_only);
    });
    if (config.output == config::Output::json) {
        print_json(report::history_json(cycles, config.time_zone), reading_time(stop));
    } else if (config.log_level != LogLevel::error) {
        print(report::history_text(cycles, config.time_zone, config.language), reading_time(stop));
    }
    return ExitCode::ok;
}

}  // namespace ciclo::cmd
