// The commands that words can name: what they take and what their help says. Not for: what they do
// (main.cpp).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/option_table.hpp"

namespace ciclo::cli {

// A word that says what a command is to do, and what has to follow it: "accept", "KEY".
struct OperandRow {
    std::string_view word;
    std::string_view argument{};  // empty: nothing follows
};

struct CommandRow {
    std::string_view name;
    std::string_view summary;
    // Of which it takes exactly one; empty: it takes none.
    std::span<const OperandRow> operands;
    // Which settings apply to it.
    config::Scope scope;
    std::span<const std::string_view> examples;
    bool first_is_default = false;  // no operand means the first one
};

// "print|apply|check", "[list]|accept KEY|reopen KEY"; empty where there are none.
std::string operand_words(const CommandRow& command);

// The first one is the default.
std::span<const CommandRow> command_table();

// nullptr when there is none.
const CommandRow* find_command(std::string_view name);

// The options of one command, in the table's order; settings without a flag are left out.
std::vector<const config::OptionRow*> options_of(const CommandRow& command);

// The settings that a command needs from variables alone.
std::vector<const config::OptionRow*> connections_of(const CommandRow& command);

}  // namespace ciclo::cli
