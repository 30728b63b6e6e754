#include <fmt/format.h>

#include "postgres/connection.hpp"

namespace ciclo::postgres {

std::string array_literal(const std::vector<std::string>& elements) {
    std::string out = "{";
    for (const auto& element : elements) {
        if (out.size() > 1) out += ',';
        out += '"';
        for (const char c : element) {
            if (c == '"' || c == '\\') out += '\\';
            out += c;
        }
        out += '"';
    }
    return out + '}';
}

std::string array_literal(const std::vector<std::int64_t>& elements) {
    return fmt::format("{{{}}}", fmt::join(elements, ","));
}

}  // namespace ciclo::postgres
