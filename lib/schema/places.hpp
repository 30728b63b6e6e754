// Where the tables are and what they are, by this session's search path: the right schema, whole tables, all
// rows. Not for: their columns (schema.hpp), rights on them (rights.hpp).
#pragma once

#include <string>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo::schema {

// Narrows the session's search path to schemas that hold one of the tables or in which no stranger may create
// objects. Once in a session, before its first statement on a table.
void pin_search_path(postgres::Connection& connection);

struct TablePlace {
    std::string table;
    std::string schema;
    bool is_table = true;     // else a view or a foreign table
    std::string whole_table;  // that it is a partition of, else ""
    bool hides_rows = false;  // row level security applies to the session's role
    std::string elsewhere;    // further schemas of the search path with one of that name: "a, b", else ""

    [[nodiscard]] bool is_own() const { return table.starts_with("ciclo_"); }
};

// Those that are there, sorted by name. Reads the catalog only.
std::vector<TablePlace> read_places(postgres::Connection& connection);

// Throws Error(auth) that names the tables of which row level security hides rows, Error(config) for those
// that are views or foreign tables: a row that is hidden would be taken for one that is gone, and the version
// of a row, which a view does not have, shows what changed.
void refuse_hidden_rows(const std::vector<TablePlace>& places);

// A role besides the owners that may create objects in a schema of the search path.
struct Stranger {
    std::string schema;
    std::string role;  // "PUBLIC" for everybody
    bool owns_schema;
};

std::vector<Stranger> read_strangers(postgres::Connection& connection);

}  // namespace ciclo::schema
