// Prints the files that are made from the tables of the program; the build runs it (see CMakeLists.txt).
#include "cmd/pages.hpp"

#include <cstdio>
#include <string_view>

namespace {

std::string page(int argc, char** argv) {
    const std::string_view name = argc < 2 ? "" : argv[1];
    if (name == "man" && argc == 4) return ciclo::cli::man_page(argv[2], argv[3]);
    if (name == "completion" && argc == 2) return ciclo::cli::completion_script();
    if (name == "settings" && argc == 2) return ciclo::cli::settings_example();
    if (name == "options" && argc == 2) return ciclo::cli::option_reference();
    if (name == "exit-status" && argc == 2) return ciclo::cli::exit_status_reference();
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    const auto text = page(argc, argv);
    if (text.empty()) {
        std::fputs("usage: ciclo_pages man VERSION DATE | completion | settings | options | exit-status\n",
                   stderr);
        return 64;
    }
    const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    return is_written && std::fflush(stdout) == 0 ? 0 : 1;
}
