#include "fuzz/target.hpp"

#include "base/text.hpp"

namespace ciclo::fuzz {

void require_line(std::string_view text) {
    require(!text.empty(), "a message says something");
    require(is_clean_utf8(text) && text.find_first_of("\r\n") == std::string_view::npos,
            "a message is one line of clean UTF-8", text);
}

void require_visible(std::string_view text) {
    require_line(text);
    require(visible(text) == text, "a message steers no terminal", text);
}

std::string_view next_line(std::string_view& rest) {
    const auto end = rest.find('\n');
    const auto line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    return line;
}

}  // namespace ciclo::fuzz
