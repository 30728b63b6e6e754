// What is fuzzed: one function an input format. Each takes any bytes, and throws Broken when a property does
// not hold; errors of the program's own are its answer to what is wrong. Not for: running them (entry.cpp for
// libFuzzer, ../unit/corpus_test.cpp over the kept inputs).
#pragma once

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ciclo::fuzz {

struct Broken : std::logic_error {
    using std::logic_error::logic_error;
};

// Throws Broken: the property, and the text that breaks it.
inline void require(bool holds, const std::string& property, std::string_view text = {}) {
    if (!holds) throw Broken(property + (text.empty() ? "" : ": ") + std::string(text));
}

// A message of an error: says something, in one line of clean UTF-8.
void require_line(std::string_view text);
// The same, and steers no terminal.
void require_visible(std::string_view text);

// The first line of `rest`, which begins behind it afterwards: what an input chooses.
std::string_view next_line(std::string_view& rest);

void addresses(std::string_view input);
void configuration(std::string_view input);
void dates(std::string_view input);
void decode(std::string_view input);
void http(std::string_view input);
void json(std::string_view input);
void redaction(std::string_view input);
void verdict(std::string_view input);
void writers(std::string_view input);

struct Target {
    std::string_view name;  // of its file, and of its folder of inputs in corpus/
    void (*run)(std::string_view input);
};

inline constexpr std::array k_targets{
    Target{"addresses", addresses}, Target{"configuration", configuration},
    Target{"dates", dates},         Target{"decode", decode},
    Target{"http", http},           Target{"json", json},
    Target{"redaction", redaction}, Target{"verdict", verdict},
    Target{"writers", writers},
};

}  // namespace ciclo::fuzz
