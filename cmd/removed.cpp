#include "ciclo/removed.hpp"

#include "ciclo/freshness.hpp"
#include "ciclo/look_back.hpp"
#include "ciclo/session.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/removed.hpp"

namespace ciclo::cmd {

ExitCode removed(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop, config::Scope::removed);
    const auto& config = setup.config;
    RemovedList found;
    look_back(config, setup.limits, setup.log, [&](postgres::Connection& connection) {
        check_journal(connection);
        check_time_zone(connection, config);
        found = read_removed(connection, config.time_zone, config.last, config.pedidos, config.nfs);
    });
    if (config.output == config::Output::json) {
        print_json(report::removed_json(found), reading_time(stop));
    } else if (config.log_level != LogLevel::error) {
        print(report::removed_text(found, config.time_zone, config.language), reading_time(stop));
    }
    return ExitCode::ok;
}

}  // namespace ciclo::cmd
