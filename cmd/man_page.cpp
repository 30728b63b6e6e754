#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/exit_code.hpp"
#include "cmd/command_table.hpp"
#include "cmd/exit_notes.hpp"
#include "cmd/option_notes.hpp"
#include "cmd/pages.hpp"
#include "cmd/wrap.hpp"

namespace ciclo::cli {
namespace {

// Longer lines are bad style in roff sources; escapes make them longer still.
constexpr std::size_t k_width = 64;  // an escaped quotation mark is four bytes, and mandoc wants 80 at most

constexpr std::string_view k_description =
    "One ordered sync cycle from an Odoo 17 to 19 ERP into the PostgreSQL database of a freight application. "
    "A "
    "scheduler calls it: every half hour for what changed, once a night with --full. It does, in this order: "
    "NFs (faturamento), checks on them (integridade), separacoes whose NF has arrived (faturado), the order "
    "backlog (carteira). Each stage is one transaction with its row in a journal; running again never "
    "changes "
    "a right result, and an outage of any length leaves no gap.";

constexpr std::string_view k_streams =
    "The result goes to standard output, the log to standard error. One cycle works at a time: a lock in the "
    "database sees to it.";

constexpr std::string_view k_about_options =
    "Every option is also a variable; flags win. Durations: 90s, 40m, 26h, 2d; a bare number is minutes. A "
    "switch stands alone, or takes on or off after an equals sign.";

constexpr std::string_view k_about_connections =
    "Connections come from variables alone. A secret may also lie in the file that its variable with _FILE "
    "at "
    "the end names; only one of the two may be set. An empty variable counts as absent.";

constexpr std::string_view k_about_other_variables =
    "The variables of libpq (PGHOST and others) and the proxy variables of libcurl are honoured.";

constexpr std::string_view k_about_exit_codes = "What the tables hold, the cause, and who acts:";

// Text in which roff sees no escape and no typographic character.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else if (c == '\'') {
            out += "\\(aq";
        } else {
            out += c;
        }
    }
    return out;
}

std::string line_of(std::string_view text) {
    // At the beginning of a line a dot makes a command.
    return (text.starts_with('.') ? "\\&" : "") + escaped(text) + "\n";
}

std::string paragraph(std::string_view text) {
    std::string out;
    for (const auto& line : wrapped(text, k_width)) out += line_of(line);
    return out;
}

// Names are not hyphenated.
std::string bold(std::string_view name) {
    return fmt::format("\\fB\\%{}\\fR", escaped(name));
}

std::string italic(std::string_view name) {
    return fmt::format("\\fI{}\\fR", escaped(name));
}

// A tagged paragraph; the text is roff already.
std::string entry(const std::string& tag, const std::string& text) {
    return fmt::format(".TP\n{}\n{}", tag, text);
}

std::string synopsis() {
    std::string out = ".SH SYNOPSIS\n";
    for (const auto& command : command_table()) {
        const bool is_default = &command == &command_table().front();
        const auto name = bold(command.name);
        out += fmt::format("{} {}", bold("ciclo"), is_default ? fmt::format("[{}]", name) : name);
        if (!command.operands.empty()) out += " " + operand_words(command);
        out += fmt::format(" [{}]\n.br\n", italic("options"));
    }
    return out + fmt::format("{0} [{1}] {2}\n.br\n{0} {3}\n", bold("ciclo"), italic("command"),
                             bold("--help"), bold("--version"));
}

std::string commands() {
    std::string out = ".SH COMMANDS\n";
    for (const auto& command : command_table()) {
        auto text = fmt::format("{}.", command.summary);
        if (&command == &command_table().front()) {
            text += " No word at all means it, and so does --executar-uma-vez.";
        }
        if (!command.operands.empty()) text += fmt::format(" One of: {}.", operand_words(command));
        if (command.scope != config::Scope::cycle) {
            text += " Of the options below it takes:";
            for (const auto* row : options_of(command)) text += fmt::format(" --{}", row->flag);
            text += ".";
        }
        out += entry(bold(command.name), paragraph(text));
    }
    return out;
}

std::string option(const config::OptionRow& row) {
    auto tag = bold(fmt::format("--{}", row.flag));
    if (!row.value_name.empty()) tag += " " + italic(row.value_name);
    auto text = explained(row);
    if (!row.default_text.empty()) text += fmt::format(" Default: {}.", row.default_text);
    return entry(tag, paragraph(text) + fmt::format("Variable: {}.\n", bold(row.variable)));
}

std::string options() {
    std::string out = ".SH OPTIONS\n" + paragraph(k_about_options);
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        if (const auto heading = heading_before(row); !heading.empty()) {
            out += fmt::format(".SS {}\n", escaped(heading));
        }
        out += option(row);
    }
    out += ".SS other\n";
    out += entry(bold("--help") + ", " + bold("-h"), paragraph("The help of a command, on one screen."));
    return out + entry(bold("--version"), paragraph("Version, commit and libraries of the program."));
}

std::string environment() {
    std::string out = ".SH ENVIRONMENT\n" + paragraph(k_about_connections);
    for (const auto& row : config::option_table()) {
        if (!row.flag.empty()) continue;
        auto tag = bold(row.variable);
        if (row.is_secret) tag += ", " + bold(fmt::format("{}_FILE", row.variable));
        out += entry(tag, paragraph(explained(row) + (row.required ? " Needed." : "")));
    }
    out += entry(bold("TMPDIR"),
                 paragraph("Where a dry run with --verbose keeps its list of rows. Default: /tmp."));
    return out + ".PP\n" + paragraph(k_about_other_variables);
}

std::string exit_status() {
    std::string out = ".SH EXIT STATUS\n" + paragraph(k_about_exit_codes);
    for (const auto& row : exit_code_table()) {
        const auto& note = note_of(row.code);
        out += entry(bold(fmt::format("{}", number_of(row.code))) + " " + italic(row.name),
                     paragraph(fmt::format("{}. {} {}", row.kept.english, note.cause, note.action)));
    }
    return out;
}

std::string examples() {
    std::string out = ".SH EXAMPLES\n.nf\n";
    for (const auto& command : command_table()) {
        for (const auto example : command.examples) out += line_of(example);
    }
    return out + ".fi\n";
}

}  // namespace

std::string man_page(std::string_view version, std::string_view date) {
    auto out = fmt::format(".TH CICLO 1 {} \"ciclo {}\" \"User Commands\"\n", date, version);
    out += ".SH NAME\nciclo \\- one ordered sync cycle from Odoo into PostgreSQL\n" + synopsis();
    out += ".SH DESCRIPTION\n" + paragraph(k_description) + ".PP\n" + paragraph(k_streams);
    out += commands() + options() + environment() + exit_status() + examples();
    return out + ".SH SEE ALSO\n.BR psql (1),\n.BR crontab (5),\n.BR systemd.timer (5)\n";
}

}  // namespace ciclo::cli
