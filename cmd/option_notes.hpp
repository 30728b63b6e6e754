// What manuals say of the options beyond the one line of help: headings and notes. Not for: what an option
// is, and its default (config/option_table).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/option_table.hpp"

namespace ciclo::cli {

// A heading of the options from this one on, in the table's order.
struct OptionGroup {
    std::string_view first_flag;
    std::string_view heading;
};
std::span<const OptionGroup> option_groups();

// The heading that begins at this option, else empty.
std::string_view heading_before(const config::OptionRow& row);

// For variables that have more to say than the table; a test keeps their names those of the table.
struct OptionNote {
    std::string_view variable;
    std::string_view text;
};
std::span<const OptionNote> option_notes();

// Help and note as sentences, with the values that the option takes and its older name.
std::string explained(const config::OptionRow& row);

// True when the default is a value that could be given, false when it only describes one ("the horizon").
bool is_default_a_value(const config::OptionRow& row);

}  // namespace ciclo::cli
