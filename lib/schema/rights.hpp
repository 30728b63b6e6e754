// The rights that a cycle needs on the tables, and which of them the session's role lacks. Not for: granting
// them, nor for tables that are missing (schema.hpp).
#pragma once

#include <string>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo::schema {

struct MissingRight {
    std::string object;  // a table, or the sequence that numbers its rows
    std::string rights;  // "UPDATE, DELETE"
    std::string grant;   // the statement that gives them, without a semicolon
    bool optional;       // a cycle leaves out the step that needs them, with an AVISO
};

// Sorted by object; empty when all is well. `deletes_rows`: as for a cycle with --removal=delete. Reads the
// catalog only.
std::vector<MissingRight> missing_rights(postgres::Connection& connection, bool deletes_rows);

}  // namespace ciclo::schema
