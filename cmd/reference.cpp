// cmd/OPTIONS.md and cmd/EXIT_STATUS.md.
#include <fmt/core.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "cmd/command_table.hpp"
#include "cmd/exit_notes.hpp"
#include "cmd/option_notes.hpp"
#include "cmd/pages.hpp"

namespace ciclo::cli {
namespace {

constexpr std::string_view k_about_options =
    "<!-- Made from the program's tables by 'make docs'. -->\n"
    "# Options and variables\n\n"
    "Every option can be given as a flag or as an environment variable; the flag wins. "
    "Connections and secrets come from variables alone. "
    "[cron/ciclo.env.example](../cron/ciclo.env.example) lists every variable, ready to be filled in.\n\n"
    "- An empty variable counts as unset. All wrong settings are reported at once, before the first "
    "connection, with exit status 78.\n"
    "- Durations: `90s`, `40m`, `26h`, `2d`; a bare number is minutes.\n"
    "- A switch stands alone (`--full`), or takes on or off after an equals sign (`--full=off`); its "
    "variable takes 1, true, yes, on or 0, false, no, off.\n"
    "- Odoo is reached over https; the proxy variables of libcurl (`https_proxy`, `no_proxy`) are honoured. "
    "PostgreSQL on another machine is reached with `sslmode=require` at least, unless `DATABASE_URL` "
    "chooses another mode; the variables of libpq are honoured.\n";

constexpr std::string_view k_about_exit_status =
    "<!-- Made from the program's tables by 'make docs'. -->\n"
    "# Exit status\n\n"
    "0 is a complete cycle, recorded in the journal, and nothing else. Treat an unknown code as a "
    "failure.\n\n";

constexpr std::string_view k_about_precedence =
    "\nBefore the first stage the cause gives the code. Inside a stage the code is the stage's own (10, 11, "
    "12) and the message names the cause. A signal, the deadline and a COMMIT whose outcome is unknown win "
    "over the "
    "stage.\n\n"
    "The last lines of a run name the cause, the stage, what was kept and the remedy. `ciclo history --last "
    "1 "
    "--json` shows all of the last cycle again. What each code means for cron, systemd, Render and "
    "Kubernetes, and what to do about it, step by step: [cron/OPERATIONS.md](../cron/OPERATIONS.md), in "
    "Portuguese [cron/OPERACAO.md](../cron/OPERACAO.md).\n";

std::string ticked(std::string_view text) {
    return fmt::format("`{}`", text);
}

// A bar would begin another cell.
std::string row_of(const std::vector<std::string>& cells) {
    std::string out = "|";
    for (const auto& cell : cells) {
        out += ' ';
        for (const char c : cell) out += c == '|' ? "\\|" : std::string(1, c);
        out += " |";
    }
    return out + "\n";
}

std::string table_head(const std::vector<std::string>& headings) {
    return row_of(headings) + row_of(std::vector<std::string>(headings.size(), "---"));
}

// Those that it takes; where that is nearly all, those that it does not take.
std::string flags_of(const CommandRow& command) {
    std::vector<std::string> taken;
    std::vector<std::string> refused;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        (overlap(row.scope, command.scope) ? taken : refused)
            .push_back(ticked(fmt::format("--{}", row.flag)));
    }
    return taken.size() < refused.size() ? fmt::format("{}", fmt::join(taken, ", "))
                                         : fmt::format("all but {}", fmt::join(refused, ", "));
}

std::string commands() {
    std::string out = "\n## Commands\n\n" + table_head({"command", "what it does", "options"});
    for (const auto& command : command_table()) {
        auto name = fmt::format("ciclo {}", command.name);
        if (!command.operands.empty()) name += " " + operand_words(command);
        out += row_of({ticked(name), std::string(command.summary), flags_of(command)});
    }
    return out + "\n`ciclo` without a command, and `ciclo --executar-uma-vez`, mean `ciclo run`.\n";
}

std::string connections() {
    std::string out = "\n## Connections\n\n" + table_head({"variable", "or a file", "needed", "meaning"});
    for (const auto& row : config::option_table()) {
        if (!row.flag.empty()) continue;
        out +=
            row_of({ticked(row.variable), row.is_secret ? ticked(fmt::format("{}_FILE", row.variable)) : "",
                    row.required ? "yes" : "no", explained(row)});
    }
    return out +
           "\nA secret may lie in a file: the variable that ends in `_FILE` holds its path. Set one of the "
           "two, not both.\n";
}

std::string options() {
    std::string out;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        if (const auto heading = heading_before(row); !heading.empty()) {
            out += fmt::format("\n## Options: {}\n\n", heading) +
                   table_head({"option", "variable", "default", "meaning"});
        }
        const auto value = row.value_name.empty() ? "" : fmt::format(" {}", row.value_name);
        out += row_of({ticked(fmt::format("--{}{}", row.flag, value)), ticked(row.variable),
                       std::string(row.default_text), explained(row)});
    }
    return out;
}

}  // namespace

std::string option_reference() {
    return std::string(k_about_options) + commands() + connections() + options();
}

std::string exit_status_reference() {
    auto out = std::string(k_about_exit_status) +
               table_head({"code", "name", "the tables hold", "cause", "who acts"});
    for (const auto& row : exit_code_table()) {
        const auto& note = note_of(row.code);
        out += row_of({std::to_string(number_of(row.code)), std::string(row.name),
                       std::string(row.kept.english), std::string(note.cause), std::string(note.action)});
    }
    return out + std::string(k_about_precedence);
}

}  // namespace ciclo::cli
