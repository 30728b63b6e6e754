// What a transaction that is still open would change in the application's tables: the rows that it sees
// against those that a second session sees. Not for: ciclo's own tables, nor for showing rows to anybody
// (RowSink).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ciclo/table_changes.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// The tables in which the open transaction of `writer` changed rows; rows that it wrote and that are the same
// as before are not counted. `baseline` is another session of the same role, outside any transaction. `rows`:
// nullptr when the counts are enough. Memory: 8 bytes a row changed, and a batch of rows. Rows that a trigger
// wrote inside a block with an EXCEPTION clause (a subtransaction) are not seen.
std::vector<TableChanges> find_changes(postgres::Connection& writer, postgres::Connection& baseline,
                                       RowSink* rows);

// The tables of the application that are looked at, if the role may write them.
std::vector<std::string_view> watched_tables();

// The statements that name a row of each, which are made from what a table is known by. For tests.
std::vector<std::string> comparing_statements();

}  // namespace ciclo
