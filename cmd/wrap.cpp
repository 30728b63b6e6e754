#include "cmd/wrap.hpp"

#include <sstream>

namespace ciclo::cli {

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::istringstream words{std::string(text)};
    std::vector<std::string> lines;
    for (std::string word; words >> word;) {
        if (lines.empty() || lines.back().size() + 1 + word.size() > width) {
            lines.push_back(word);
        } else {
            lines.back() += " " + word;
        }
    }
    return lines;
}

}  // namespace ciclo::cli
