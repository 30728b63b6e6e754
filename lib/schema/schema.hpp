// The tables that the program reads and writes: what is expected, what is missing, how to add it.
// Not for: changing what the application has (never altered, never dropped).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo::schema {

// Of ciclo's own tables and of what its rows mean; another one makes the next cycle a full load.
inline constexpr int k_version = 3;

struct ColumnFault {
    std::string table;
    std::string column;
    std::string expected;  // type
    std::string actual;    // "" when missing
    bool table_missing = false;
    // NOT NULL without a default, and nobody knows what the application gives it in new rows.
    bool must_be_given = false;
};

// A later column of the application that every new row has to give, with what the application itself gives.
struct NewRowValue {
    std::string table;
    std::string column;
    std::string value;  // SQL
};

// How a database stands to what the statements name.
struct Shape {
    std::vector<ColumnFault> faults;
    std::vector<NewRowValue> values;
    // What came or went with a version of the application and is not there: "separacao.tags_pedido", and
    // whole tables by their name.
    std::set<std::string> absent;
    // Tables of the deliveries that are not there: that step is left out. One of its columns stands in
    // `absent` then.
    std::set<std::string> absent_deliveries{};
};

// The numbered .sql files one after the other, for `psql -f` or for reading; the tables of the deliveries
// only where they are asked for, as apply() makes them.
std::string text(bool with_deliveries);

// One query, of the catalog only.
Shape read_shape(postgres::Connection& connection);

// What the database lacks, has too narrow, or wants in new rows and nobody knows; empty when all is well.
std::vector<ColumnFault> faults(postgres::Connection& connection);

// Throws Error(config) that names what is missing or wrong, or tables of an earlier version, with the remedy.
Shape check(postgres::Connection& connection);

// Makes a table of this session alone for each table of the application that is gone with a later version
// (inconsistencia_faturamento): statements that write it go on, what they count is in the journal, and
// nothing stays. Once in a session.
void make_stand_ins(postgres::Connection& connection, const Shape& shape);

// Creates missing tables with their indexes, adds missing columns (nullable, without default: the
// application's rows stay as they are) and makes or renews ciclo's views, in one transaction; then brings the
// rows of the backlog that an earlier version archived to what such rows say today, in transactions of 1,000.
// Returns a sentence for each thing done; a second run returns none. Indexes of tables that the application
// has already are not ours to build. Columns of another type are left alone and thrown as Error(config) by
// check(). A table that the application gave up is not made again, and those of the deliveries are made only
// on request.
std::vector<std::string> apply(postgres::Connection& connection, bool with_deliveries = false);

// The statements of one script, each without its semicolon; comments go with what follows. For scripts
// without semicolons inside literals.
std::vector<std::string> split_statements(std::string_view script);

}  // namespace ciclo::schema
