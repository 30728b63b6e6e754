// argv into words: which command, which operand, which options. The only user of cxxopts is behind it.
// Not for: what an option's value means (config::load), nor for doing anything.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ciclo::cli {

struct Arguments {
    std::string command = "run";
    std::vector<std::string> operands;  // as the command table has them: "print"; "accept" and its KEY
    // Flag without dashes and its text ("true" for a bare switch), each at most once: what config::load()
    // takes.
    std::vector<std::pair<std::string, std::string>> options;
    bool help = false;     // then operands and options are not looked at
    bool version = false;  // likewise
};

// Throws Error(usage), which names the closest known word. Texts that may hold a secret are never quoted.
Arguments parse(int argc, const char* const* argv);

// What `ciclo COMMAND --help` prints, with a newline at its end. Throws Error(usage) for an unknown command.
std::string help_text(std::string_view command);

}  // namespace ciclo::cli
