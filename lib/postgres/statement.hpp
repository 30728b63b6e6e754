// A statement and the name under which errors, the log of slow statements and tests show it.
#pragma once

#include <string>
#include <string_view>

namespace ciclo::postgres {

struct Statement {
    // Text written in place has no name. The text must outlive the object.
    constexpr Statement(const char* sql) : text(sql) {}
    constexpr Statement(std::string_view sql) : text(sql) {}
    Statement(const std::string& sql) : text(sql) {}
    constexpr Statement(std::string_view sql, std::string_view file) : text(sql), name(file) {}

    std::string_view text;
    // "carteira/update_rows.sql" for an embedded file, else "".
    std::string_view name{};
};

}  // namespace ciclo::postgres
