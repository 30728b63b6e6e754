// The one table of all settings: flag, variable, default, help and how a text becomes a value. Help, the
// loader, the command line and the manuals (cmd/pages.hpp) all read it. Not for: where a value comes from
// (config.cpp).
#pragma once

#include <span>
#include <string_view>

#include "config/config.hpp"

namespace ciclo::config {

struct OptionRow {
    std::string_view flag{};  // without dashes; empty: the setting has no flag
    std::string_view variable{};
    std::string_view legacy_variable{};  // an older name, still honoured; empty: none
    std::string_view value_name{};       // for help; empty: a switch
    std::string_view default_text{};     // as shown; empty: none
    std::string_view help{};
    std::span<const std::string_view> values{};  // the only texts that it takes; empty: too many to name
    bool is_secret = false;                      // may come from VARIABLE_FILE, is never quoted
    bool required = false;
    std::span<const std::string_view> unless_any_of{};  // variables that may stand in for a required one
    Scope scope = Scope::cycle;
    // Throws Error(config): what is wrong with the text and what is expected, without the setting's name.
    void (*set)(Config& config, std::string_view text) = nullptr;
};

// Settings with a flag first, in the order of the help; then those that come from variables alone.
std::span<const OptionRow> option_table();

// nullptr when there is none.
const OptionRow* find_flag(std::string_view flag);

}  // namespace ciclo::config
