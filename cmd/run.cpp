#include <fmt/core.h>

#include <optional>

#include "ciclo/cycle.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "cmd/row_list.hpp"
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

bool wants_rows(const config::Config& config) {
    return config.dry_run && config.log_level == LogLevel::debug;
}

// The rows come first: whoever looks at the end finds the numbers and the last sentence there.
void print_text(const CycleReport& report, std::optional<RowList>& rows) {
    if (rows && !rows->empty()) {
        print("rows that would change:\n");
        rows->print();
    }
    print(report::cycle_text(report));
}

// The rows are the object's last member.
void print_json(const CycleReport& report, std::optional<RowList>& rows) {
    auto text = report::cycle_json(report);
    if (!rows) return print(text);
    text.erase(text.rfind('}'));
    print(text + ",\"rows\":[\n");
    rows->print();
    print("]}\n");
}

}  // namespace

ExitCode run(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop);
    http::Curl transport(curl_options(setup.config));
    std::optional<RowList> rows;
    if (wants_rows(setup.config)) rows.emplace(setup.config.output);
    const auto report = run_cycle({setup.config, words(arguments), rows ? &*rows : nullptr}, transport,
                                  setup.limits, setup.log);
    // What a dry run that failed had listed by then is not what a cycle would change.
    if (report.failed()) rows.reset();
    if (setup.config.output == config::Output::json) {
        print_json(report, rows);
    } else if (setup.config.log_level != LogLevel::error) {
        print_text(report, rows);
    }
    if (report.failed()) log_failure(setup.log, report);
    return report.code;
}

}  // namespace ciclo::cmd
