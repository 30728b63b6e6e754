// What a piece of SQL makes, names and writes. Reads PostgreSQL's grammar only as far as that needs; knows no
// folder.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ciclo::test {

// A column that a statement gives a value. Rows as such are the columns "INSERT" and "DELETE"; an INSERT that
// does not name its columns writes "*".
struct SqlWrite {
    std::string table;
    std::string column;
    bool only_in_new_rows;  // by INSERT, and not by UPDATE

    bool operator==(const SqlWrite&) const = default;
};

enum class Made { table, view, function };

struct SqlSeams {
    std::map<std::string, Made>
        made;                     // what ends with the session: tables, views and, as "name()", functions
    std::set<std::string> kept;   // tables that CREATE TABLE leaves behind
    std::set<std::string> named;  // every other name, those of tables that are read among them
    std::vector<SqlWrite> writes;
};

// Throws std::runtime_error for what it cannot follow: MERGE, EXECUTE of a text, SELECT INTO.
SqlSeams read_sql(std::string_view sql);

}  // namespace ciclo::test
