// The words of a piece of SQL, without its comments and without what its literals say. Knows no grammar.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ciclo::test {

struct SqlWord {
    enum class Kind { word, quoted, sign, literal };
    std::string
        text;  // a word in lower case, a quoted name as it stands, one sign; empty for a literal or $1
    Kind kind;
    int depth;  // how many parentheses and brackets are open around it
};

// What stands in dollar quotes is code (the body of a function) and read as such, between two semicolons.
// Throws std::runtime_error for a comment, literal or quoted name that does not end.
std::vector<SqlWord> sql_words(std::string_view sql);

}  // namespace ciclo::test
