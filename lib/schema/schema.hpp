// The tables that the program reads and writes: what is expected, what is missing, how to add it.
// Not for: changing what the application has (never altered, never dropped).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo::schema {

struct ColumnFault {
    std::string table;
    std::string column;
    std::string expected;  // type
    std::string actual;    // "" when missing
    bool table_missing = false;
};

// The numbered .sql files one after the other, for `psql -f` or for reading.
std::string text();

// What the database lacks or has too narrow; empty when all is well. Reads the catalog only.
std::vector<ColumnFault> faults(postgres::Connection& connection);

// Throws Error(config) that names what is missing or wrong, with the remedy.
void check(postgres::Connection& connection);

// Creates missing tables with their indexes and adds missing columns (nullable, without default: the
// application's rows stay as they are), in one transaction. Returns a sentence for each thing done; a second
// run returns none. Indexes of tables that the application has already are not ours to build. Columns of
// another type are left alone and thrown as Error(config) by check().
std::vector<std::string> apply(postgres::Connection& connection);

// The statements of one script, each without its semicolon; comments go with what follows. For scripts
// without semicolons inside literals.
std::vector<std::string> split_statements(std::string_view script);

}  // namespace ciclo::schema
