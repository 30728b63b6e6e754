// The settings: which are needed and where they came from, what else is given, what is wrong with them.
#include <fmt/core.h>

#include <algorithm>

#include "check/reporter.hpp"
#include "config/option_table.hpp"

namespace ciclo {
namespace {

constexpr const char* k_settings = "settings";

language::Phrase place_of(const config::Given& given) {
    switch (given.place.kind) {  // without a default: the compiler warns of a name that is missing
        case config::Place::Kind::environment:
            return "environment"_tr;
        case config::Place::Kind::command_line:
            return "command line"_tr;
        case config::Place::Kind::file:
            return "file {}"_tr(given.place.file);
    }
    return {};
}

// "https://odoo.example.com (environment)"; by another name than the table's, that name too.
language::Phrase value_of(const config::Given& given) {
    auto value =
        given.is_secret ? "set, {} characters"_tr(given.length) : language::Phrase::verbatim(given.value);
    auto place = place_of(given);
    if (given.name != given.variable) place = language::Phrase::verbatim(given.name).and_then(place, ", ");
    return value.and_then(language::Phrase::verbatim("("), " ")
        .and_then(place, "")
        .and_then(language::Phrase::verbatim(")"), "");
}

bool is_required(std::string_view variable) {
    const auto rows = config::option_table();
    return std::any_of(rows.begin(), rows.end(),
                       [&](const auto& row) { return row.required && row.variable == variable; });
}

void report_needed(CheckReporter& reporter, const config::Settings& settings) {
    for (const auto& row : config::option_table()) {
        if (!row.required) continue;
        for (const auto& given : settings.given) {
            if (given.variable == row.variable) reporter.report(given.variable, {value_of(given)});
        }
    }
}

// Everything else, on one line: most of it is the default everywhere.
void report_others(CheckReporter& reporter, const config::Settings& settings) {
    language::Phrase others;
    for (const auto& given : settings.given) {
        if (is_required(given.variable)) continue;
        others =
            others.and_then(language::Phrase::verbatim(given.variable).and_then(value_of(given), " "), ", ");
    }
    reporter.report(k_settings, {others.and_then("all others by default"_tr, "; ")});
}

// The point has the variable's name already.
std::string without(std::string_view variable, std::string_view text) {
    if (text.starts_with(std::string(variable) + ' ')) text.remove_prefix(variable.size() + 1);
    return std::string(text);
}

}  // namespace

void check_configuration(CheckReporter& reporter, const config::Settings& settings) {
    report_needed(reporter, settings);
    for (const auto& fault : settings.faults) {
        reporter.fail(fault.variable, ExitCode::config_error,
                      language::Phrase::verbatim(without(fault.variable, fault.text)),
                      "'ciclo {} --help' lists every setting"_tr("run"));
    }
    report_others(reporter, settings);
    for (const auto& variable : settings.open_files) {
        reporter.report(k_settings, {"{} names a file that every user of this machine may read"_tr(variable),
                                     "chmod o-r, or 0600 for the user that runs ciclo"_tr});
    }
    for (const auto& sentence : settings.unknown) {
        reporter.report(k_settings, {language::Phrase::verbatim(sentence),
                                     "correct the name of this variable, or remove it"_tr});
    }
}

}  // namespace ciclo
