#include <fmt/core.h>
#include <fmt/ranges.h>

#include "cmd/command_table.hpp"
#include "cmd/pages.hpp"

namespace ciclo::cli {
namespace {

constexpr std::string_view k_head =
    "# Completion of ciclo for bash, made from its tables of options and commands.\n\n"
    "declare -g _ciclo_commands=\"\"\ndeclare -gA _ciclo_options=() _ciclo_operands=() _ciclo_values=()\n";

// bash makes three words of --name=value.
constexpr std::string_view k_function = R"sh(
_ciclo() {
    local current=${COMP_WORDS[COMP_CWORD]#=} command="" operand="" option="" offered word
    for word in "${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
        if [[ $word == = ]]; then continue
        elif [[ -n $option ]]; then option=""
        elif [[ -n ${_ciclo_values[$word]+known} ]]; then option=$word
        elif [[ $word == -* ]]; then continue
        elif [[ -z $command ]]; then command=$word
        else operand=$word
        fi
    done
    offered=${_ciclo_options[${command:-run}]-}
    if [[ -n $option ]]; then offered=${_ciclo_values[$option]}
    elif [[ $current != -* && -z $command ]]; then offered=$_ciclo_commands
    elif [[ $current != -* && -z $operand ]]; then offered=${_ciclo_operands[$command]:-$offered}
    fi
    local how=(-W "$offered")
    if [[ $offered == PATH ]]; then compopt -o filenames 2>/dev/null; how=(-f); fi
    mapfile -t COMPREPLY < <(compgen "${how[@]}" -- "$current")
}

complete -F _ciclo ciclo
)sh";

std::string words_of(const CommandRow& command) {
    std::string out;
    for (const auto& operand : command.operands)
        out += fmt::format("{}{}", out.empty() ? "" : " ", operand.word);
    return out;
}

}  // namespace

std::string completion_script() {
    std::string out(k_head);
    for (const auto& command : command_table()) {
        std::string flags = "--help --version";
        for (const auto* row : options_of(command)) flags += fmt::format(" --{}", row->flag);
        out += fmt::format(
            "_ciclo_commands+=\" {0}\"\n_ciclo_options[{0}]=\"{1}\"\n_ciclo_operands[{0}]=\"{2}\"\n",
            command.name, flags, words_of(command));
    }
    for (const auto& row : config::option_table()) {
        if (row.flag.empty() || row.value_name.empty()) continue;
        // Of what it does not name a person knows more.
        const auto values = row.value_name == "PATH" ? "PATH" : fmt::to_string(fmt::join(row.values, " "));
        out += fmt::format("_ciclo_values[--{}]=\"{}\"\n", row.flag, values);
    }
    return out + std::string(k_function);
}

}  // namespace ciclo::cli
