#include <fmt/core.h>

#include "ciclo/cycle.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/report.hpp"

namespace ciclo::cmd {
namespace {

std::string words(const cli::Arguments& arguments) {
    std::string text = arguments.command;
    for (const auto& [flag, value] : arguments.options) text += fmt::format(" --{}={}", flag, value);
    return text;
}

void log_failure(const Log& log, const CycleReport& report) {
    std::vector<LogField> fields{{"outcome", name_of(report.code)},
                                 {"exit_code", static_cast<long long>(number_of(report.code))},
                                 {"kept", report.kept}};
    if (!report.hint.empty()) fields.emplace_back("hint", report.hint);
    log.error(report.error, fields);
}

}  // namespace

ExitCode run(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop);
    http::Curl transport(curl_options(setup.config));
    const auto report = run_cycle({setup.config, words(arguments)}, transport, setup.limits, setup.log);
    const bool quiet = setup.config.log_level == LogLevel::error;
    if (setup.config.output == config::Output::json) {
        print(report::cycle_json(report));
    } else if (!quiet) {
        print(report::cycle_text(report));
    }
    if (report.code != ExitCode::ok) log_failure(setup.log, report);
    return report.code;
}

}  // namespace ciclo::cmd
