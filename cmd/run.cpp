#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "base/error.hpp"
#include "ciclo/cycle.hpp"
#include "ciclo/failure_record.hpp"
#include "ciclo/journal.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "cmd/row_list.hpp"
#include "config/values.hpp"
#include "report/metrics_file.hpp"
#include "report/ping.hpp"
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
                                 {"kept", report.kept.english()}};
    if (!report.hint.empty()) fields.emplace_back("hint", report.hint.english());
    log.error(report.error, fields);
}

bool wants_rows(const config::Config& config) {
    return config.dry_run && config.log_level == LogLevel::debug;
}

// The rows come first, so that the numbers and the last sentence are found at the end.
void print_text(const CycleReport& report, std::optional<RowList>& rows, language::Language language,
                const Limits& limits) {
    if (rows && !rows->empty()) {
        print("rows that would change:"_tr.in(language) + "\n", limits);
        rows->print(limits);
    }
    print(report::cycle_text(report, language), limits);
}

// The rows are the object's last member.
void print_object(const CycleReport& report, std::optional<RowList>& rows, const Limits& limits) {
    if (!rows) return print_json(report::cycle_json(report), limits);
    print_json(report::cycle_json_before_rows(report), limits);
    rows->print(limits);
    print_json(report::k_after_rows, limits);
}

// What the cycle came to stands in the journal by now, and in its exit status: that nobody can take the
// result is one line of the log. Of a dry run the result is all that there is.
void print_result(const CycleReport& report, std::optional<RowList>& rows, const Setup& setup,
                  const Limits& limits) try {
    if (setup.config.output == config::Output::json) {
        print_object(report, rows, limits);
    } else if (setup.config.log_level != LogLevel::error) {
        print_text(report, rows, setup.config.language, limits);
    }
    if (reader_has_gone() && !report.dry_run)
        setup.log.warning("the result could not be printed", {{"reason", "its reader has gone"}});
} catch (const OutputError& error) {
    if (report.dry_run) throw;
    setup.log.warning("the result could not be printed", {{"reason", error.what()}});
}

// The cycle, reported to the metrics file and the ping.
ExitCode run_once(const cli::Arguments& arguments, const Setup& setup, const std::string& execution,
                  const Limits& limits) {
    http::Curl transport(curl_options(setup.config, setup.log));
    std::optional<RowList> rows;
    if (wants_rows(setup.config)) rows.emplace(setup.config);
    const auto report = run_cycle({setup.config, words(arguments), rows ? &*rows : nullptr, execution},
                                  transport, limits, setup.log);
    if (!report.is_selection)
        report::write_metrics(setup.config.metrics_file, report, local_machine_now(), setup.log);
    // What a dry run that failed had listed by then is not what a cycle would change.
    if (report.failed()) rows.reset();
    // First, so that on a terminal what is for people comes last.
    if (report.failed()) log_failure(setup.log, report);
    print_result(report, rows, setup, limits);
    return report.code;
}

// What was typed into the application is never touched, and a full load is no selection.
void check_selection(const config::Config& config) {
    if (config.full && config.has_selection()) {
        throw Error(ErrorKind::usage, "option '--full' is not valid with '--pedido' or '--nf'",
                    "a run with --pedido or --nf reads just what they name, whatever the windows say"_tr);
    }
    for (const auto& name : config.pedidos) {
        const bool is_of_odoo = std::any_of(config.pedido_prefixes.begin(), config.pedido_prefixes.end(),
                                            [&](const auto& prefix) { return name.starts_with(prefix); });
        if (is_of_odoo) continue;
        throw Error(ErrorKind::usage,
                    fmt::format("pedido {} does not come from Odoo: its name begins with none of {}",
                                config::quoted(name), fmt::join(config.pedido_prefixes, ", ")),
                    "upper and lower case differ; a pedido that was typed into the application is never "
                    "touched"_tr);
    }
}

// A schedule whose settings are wrong starts cycles all the same: the journal says so, where those that lead
// to the database are right.
void record_wrong_settings(const cli::Arguments& arguments, StopFlag& stop, const Error& error) {
    const auto settings = config::read(config::current_environment(), arguments.options);
    const bool has_database = std::none_of(settings.faults.begin(), settings.faults.end(),
                                           [](const auto& it) { return it.variable == "DATABASE_URL"; });
    if (!has_database || settings.config.dry_run || settings.config.has_selection()) return;
    record_refusal(settings.config, new_uuid(), words(arguments), ExitCode::config_error, error.what(),
                   Limits(stop, settings.config.deadline), Log(&stop));
}

// The journal gets it after it is reported: its database may be seconds away.
Setup set_up_or_record(const cli::Arguments& arguments, StopFlag& stop) try {
    return set_up(arguments, stop);
} catch (const Error& error) {
    if (error.kind() != ErrorKind::config) throw;
    throw WrongSettings(error, [&arguments, &stop, error] { record_wrong_settings(arguments, stop, error); });
}

ExitCode code_of(const std::exception& error) {
    const auto* known = dynamic_cast<const Error*>(&error);
    return known == nullptr ? ExitCode::internal_error : exit_code_of(*known);
}

}  // namespace

ExitCode run(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up_or_record(arguments, stop);
    check_selection(setup.config);
    const auto execution = new_uuid();
    const auto& config = setup.config;
    http::Curl transport(report::ping_options(config.allow_http, curl_options(config, setup.log).user_agent));
    const bool is_silent = config.dry_run || config.has_selection();
    report::Ping ping(is_silent ? Secret() : config.ping_url, execution, transport, setup.log);
    ping.start(setup.limits);
    // Again: the time that the service took is not the cycle's.
    const Limits limits(stop, config.deadline);
    ExitCode code{};
    try {
        code = run_once(arguments, setup, execution, limits);
    } catch (const std::exception& error) {
        ping.end(code_of(error), limits);
        throw;
    }
    ping.end(code, limits);
    const auto& passes = config.ok_codes;
    const bool is_passed = std::find(passes.begin(), passes.end(), code) != passes.end();
    if (is_passed)
        setup.log.info("ends with 0: --ok-codes",
                       {{"outcome", name_of(code)}, {"exit_code", static_cast<long long>(number_of(code))}});
    setup.log.tell_dropped();
    return is_passed ? ExitCode::ok : code;
}

}  // namespace ciclo::cmd
