#include <fmt/core.h>
#include <fmt/ranges.h>

#include <string>
#include <vector>

#include "cmd/command_table.hpp"
#include "cmd/pages.hpp"
#include "cmd/wrap.hpp"

namespace ciclo::cli {
namespace {

// bash makes three words of --name=value: what is completed is behind '=' then.
constexpr std::string_view k_find_value = R"sh(    COMPREPLY=()
    if [[ $current == = ]]; then
        current=""
    elif [[ $option == = ]]; then
        option=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [[ " $valued " == *" $option "* ]]; then
        case $option in
)sh";

constexpr std::string_view k_find_command = R"sh(        esac
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        return
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        if [[ " $valued " == *" ${COMP_WORDS[i]} "* ]]; then
            ((i++))
            if [[ ${COMP_WORDS[i]} == = ]]; then ((i++)); fi
        elif [[ ${COMP_WORDS[i]} == [-=]* ]]; then
            continue
        elif [[ -z $command ]]; then
            command=${COMP_WORDS[i]}
        else
            operand=${COMP_WORDS[i]}
        fi
    done
    case $command:$operand:$current in
)sh";

constexpr std::string_view k_end = R"sh(    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _ciclo ciclo
)sh";

// A shell variable of many words, over several lines.
std::string assignment(std::string_view name, const std::vector<std::string>& words) {
    const auto lines = wrapped(fmt::format("{}", fmt::join(words, " ")), 100);
    return fmt::format("    local {}=\"{}\"\n", name, fmt::join(lines, " \\\n        "));
}

std::vector<std::string> flags_with_value() {
    std::vector<std::string> out;
    for (const auto& row : config::option_table()) {
        if (!row.flag.empty() && !row.value_name.empty()) out.push_back(fmt::format("--{}", row.flag));
    }
    return out;
}

std::vector<std::string> flags_of(const CommandRow& command) {
    std::vector<std::string> out{"--help", "--version"};
    for (const auto* row : options_of(command)) out.push_back(fmt::format("--{}", row->flag));
    return out;
}

// What can follow an option: values that it names, or a path. Of anything else a person knows more.
std::string values_text() {
    std::string out;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        if (row.value_name == "PATH") {
            out += fmt::format("        --{})\n            compopt -o filenames 2>/dev/null\n", row.flag);
            out += "            mapfile -t COMPREPLY < <(compgen -f -- \"$current\")\n            return\n";
            out += "            ;;\n";
        } else if (!row.values.empty()) {
            out += fmt::format("        --{}) words=\"{}\" ;;\n", row.flag, fmt::join(row.values, " "));
        }
    }
    return out;
}

// By command, operand and current word; the first pattern that fits wins.
std::string words_text() {
    std::vector<std::string_view> names;
    std::string out;
    for (const auto& command : command_table()) {
        names.push_back(command.name);
        if (!command.operands.empty()) {
            out += fmt::format("    {0}::-*) words=$for_{0} ;;\n    {0}::*) words=\"{1}\" ;;\n", command.name,
                               fmt::join(command.operands, " "));
        }
        out += fmt::format("    {0}:*) words=$for_{0} ;;\n", command.name);
    }
    return fmt::format("    ::-*) words=$for_{} ;;\n    ::*) words=\"{}\" ;;\n", names.front(),
                       fmt::join(names, " ")) +
           out;
}

}  // namespace

std::string completion_script() {
    std::string out =
        "# Completion of ciclo for bash, made from its tables of options and commands.\n\n_ciclo() {\n"
        "    local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD - 1]}\n"
        "    local command=\"\" operand=\"\" words=\"\" i\n";
    out += assignment("valued", flags_with_value());
    for (const auto& command : command_table()) {
        out += assignment(fmt::format("for_{}", command.name), flags_of(command));
    }
    out += k_find_value;
    out += values_text();
    out += k_find_command;
    out += words_text();
    out += k_end;
    return out;
}

}  // namespace ciclo::cli
