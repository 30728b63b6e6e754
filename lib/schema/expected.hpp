// The tables and columns of columns.sql, which has the list for its comparison with the catalog. Not for:
// that comparison (schema.hpp).
#pragma once

#include <string>
#include <vector>

namespace ciclo::schema {

// Pair by pair, sorted by table.
struct ExpectedColumns {
    std::vector<std::string> tables;
    std::vector<std::string> names;
};

const ExpectedColumns& expected_columns();

}  // namespace ciclo::schema
