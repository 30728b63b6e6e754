#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "cmd/cli.hpp"
#include "cmd/command_table.hpp"
#include "config/values.hpp"

namespace ciclo::cli {
namespace {

std::string usage_line(const CommandRow& command) {
    const bool is_default = &command == &command_table().front();
    std::string line =
        is_default ? fmt::format("ciclo [{}]", command.name) : fmt::format("ciclo {}", command.name);
    if (!command.operands.empty()) line += " " + operand_words(command);
    return line + " [options]\n";
}

// The default's help is also the program's: it names the other commands.
std::string usage(const CommandRow& command) {
    auto out = "usage: " + usage_line(command);
    if (&command != &command_table().front()) return out;
    out += "other commands, each with its own --help:";
    for (const auto& row : command_table().subspan(1)) {
        out += fmt::format("{} {}", &row == &command_table()[1] ? "" : ",", row.name);
    }
    return out + "\nversion and libraries: ciclo --version; everything in detail: man ciclo\n";
}

std::string option_line(const config::OptionRow& row) {
    const auto flag = fmt::format("--{}{}{}", row.flag, row.value_name.empty() ? "" : " ", row.value_name);
    const auto shown_default = row.value_name.empty() ? "" : fmt::format(" ({})", row.default_text);
    return fmt::format("  {:<31} {}{}\n", flag, row.help, shown_default);
}

std::string variables_text(const CommandRow& command) {
    std::string names;
    std::string files;
    std::string optional;
    for (const auto* row : connections_of(command)) {
        if (!row->required) {
            optional += fmt::format("{0} (or {0}_FILE): {1}\n", row->variable, row->help);
            continue;
        }
        names += (names.empty() ? "" : ", ") + std::string(row->variable);
        if (row->is_secret) files += (files.empty() ? "" : ", ") + std::string(row->variable) + "_FILE";
    }
    return fmt::format("connections come from variables: {}\nor the path of a secret's file: {}\n{}", names,
                       files, optional);
}

// `check` takes every option of run: shown are those that change what it reports.
constexpr std::array<std::string_view, 6> k_check_flags{"removal", "tipos-pedido", "excluded-companies",
                                                        "json",    "lang",         "quiet"};

std::string check_text() {
    std::string out =
        "Settings, database, rights, tables, past cycles, Odoo, clocks, memory: a line each, as soon as\n"
        "it is known. Goes on after a failure, writes nothing, takes no lock, and takes seconds: an Odoo\n"
        "that has just started is waited for, up to 30. FAIL: a cycle would fail; ends with 78 (settings),\n"
        "else 77 (a login or right), else 74 (database), else 69 (Odoo). AVISO: odd, and 0 all the same.\n\n";
    for (const auto flag : k_check_flags) out += option_line(*config::find_flag(flag));
    return out;
}

}  // namespace

std::string help_text(std::string_view name) {
    const auto* command = find_command(name);
    if (command == nullptr) {
        throw Error(ErrorKind::usage, fmt::format("unknown command {}", config::quoted(name)));
    }
    std::string out = fmt::format("ciclo {}: {}\n{}\n", name, command->summary, usage(*command));
    if (name == "check") {
        out += check_text();
    } else {
        for (const auto* row : options_of(*command)) out += option_line(*row);
    }
    out +=
        "\nevery option is also a variable (--log-format: CICLO_LOG_FORMAT); durations: 90s, 40m, 26h, 2d\n" +
        variables_text(*command) + "examples:\n";
    for (const auto example : command->examples) out += fmt::format("  {}\n", example);
    return out;
}

}  // namespace ciclo::cli
