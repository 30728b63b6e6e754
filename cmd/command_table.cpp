#include "cmd/command_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace ciclo::cli {
namespace {

using config::Scope;

constexpr std::array k_schema_operands{OperandRow{"print"}, OperandRow{"apply"}, OperandRow{"check"}};
constexpr std::array k_reject_operands{OperandRow{"list"}, OperandRow{"accept", "KEY"},
                                       OperandRow{"reopen", "KEY"}};

constexpr std::array<std::string_view, 2> k_run_examples{
    "ciclo --window 2h --verbose              by hand, after a change in Odoo",
    "ciclo --full --since 2026-01-01          everything since a day",
};
constexpr std::array<std::string_view, 3> k_check_examples{
    "ciclo check                              is everything ready for a cycle?",
    "ciclo check --quiet                      only what is not ok",
    "ciclo check --json --removal delete      for a program; with the rights that deleting needs",
};
constexpr std::array<std::string_view, 2> k_status_examples{
    "ciclo status                             is the backlog up to date? 20 when it is not",
    "ciclo status --quiet --max-age 2h        for cron: prints only then",
};
constexpr std::array<std::string_view, 2> k_history_examples{
    "ciclo history --last 50                  a day of cycles, the newest last",
    "ciclo history --failed --json            those to look into, for a program",
};
constexpr std::array<std::string_view, 2> k_report_examples{
    "ciclo report --html ciclo.html           a page to look at, or for a web server",
    "ciclo report --html - --lang pt          on standard output, in Portuguese",
};
constexpr std::array<std::string_view, 3> k_rejects_examples{
    "ciclo rejects                            what every cycle tries again, and what to do about it",
    "ciclo rejects accept account.move:4711 --why same-number   nobody can correct it",
    "ciclo rejects reopen account.move:4711   it counts again",
};
constexpr std::array<std::string_view, 3> k_removed_examples{
    "ciclo removed --pedido VCD0000001        what happened to the rows of a pedido",
    "ciclo removed --nf 138201                of an NF",
    "ciclo removed --last 1000 --json         whole rows, for a program",
};
constexpr std::array<std::string_view, 3> k_schema_examples{
    "ciclo schema print                       the SQL, for review",
    "ciclo schema apply                       create or upgrade the tables",
    "ciclo schema check                       is every table and column there?",
};

constexpr std::array k_table{
    CommandRow{"run", "one ordered cycle from Odoo into PostgreSQL", {}, Scope::cycle, k_run_examples},
    CommandRow{"check",
               "is everything there that a cycle needs? writes nothing",
               {},
               Scope::cycle,
               k_check_examples},
    CommandRow{"status",
               "the age of each stage's last good run; asks the database alone",
               {},
               Scope::status,
               k_status_examples},
    CommandRow{"history", "the last cycles, a line each", {}, Scope::history, k_history_examples},
    CommandRow{"report",
               "one HTML page: how the sync stands and what is open",
               {},
               Scope::report,
               k_report_examples},
    CommandRow{"rejects",
               "records of Odoo that are set aside: list them, accept those that nobody can correct",
               k_reject_operands, Scope::rejects, k_rejects_examples, true},
    CommandRow{"removed",
               "rows that cycles deleted, archived, zeroed or cleared, and why",
               {},
               Scope::removed,
               k_removed_examples},
    CommandRow{"schema", "the tables that a cycle reads and writes", k_schema_operands, Scope::schema,
               k_schema_examples},
};

std::vector<const config::OptionRow*> settings_of(const CommandRow& command, bool with_flag) {
    std::vector<const config::OptionRow*> out;
    for (const auto& row : config::option_table()) {
        if (overlap(row.scope, command.scope) && row.flag.empty() != with_flag) out.push_back(&row);
    }
    return out;
}

}  // namespace

std::string operand_words(const CommandRow& command) {
    std::string out;
    for (const auto& row : command.operands) {
        const bool is_default = command.first_is_default && &row == command.operands.data();
        out += out.empty() ? "" : "|";
        out += is_default ? fmt::format("[{}]", row.word) : std::string(row.word);
        if (!row.argument.empty()) out += fmt::format(" {}", row.argument);
    }
    return out;
}

std::span<const CommandRow> command_table() {
    return k_table;
}

const CommandRow* find_command(std::string_view name) {
    const auto* row =
        std::find_if(k_table.begin(), k_table.end(), [&](const auto& r) { return r.name == name; });
    return row == k_table.end() ? nullptr : row;
}

std::vector<const config::OptionRow*> options_of(const CommandRow& command) {
    return settings_of(command, true);
}

std::vector<const config::OptionRow*> connections_of(const CommandRow& command) {
    return settings_of(command, false);
}

}  // namespace ciclo::cli
