// The one catalogue of messages: English text, Portuguese (Brazil) text. One list a topic, each
// in a file of its own. Not for: choosing a language (config).
#pragma once

#include <span>
#include <string_view>

namespace ciclo::language {

struct Entry {
    std::string_view english;     // as it stands in the sources, before _tr
    std::string_view portuguese;  // with the same {}, in another order as {0}, {1}
};

// Every list of the catalogue.
std::span<const std::span<const Entry>> catalogue();

// `english` itself where the catalogue does not have it.
std::string_view portuguese_of(std::string_view english);

// The lists.
std::span<const Entry> check();        // `ciclo check`
std::span<const Entry> cycle();        // the result of a cycle
std::span<const Entry> history();      // `ciclo history`
std::span<const Entry> rejects();      // `ciclo rejects`
std::span<const Entry> removed();      // `ciclo removed`
std::span<const Entry> remedies();     // what a person can do about a failure, and what it left
std::span<const Entry> report_page();  // `ciclo report`
std::span<const Entry> status();       // `ciclo status`

}  // namespace ciclo::language
