// What a transaction that is still open would change in the application's tables: the rows that it sees
// against those that a second session sees. Not for: ciclo's own tables, nor for showing rows to anybody
// (RowSink).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo {

enum class Change { inserted, updated, deleted };
std::string_view name_of(Change change);

struct ColumnChange {
    std::string column;
    std::optional<std::string> before;  // nullopt: NULL
    std::optional<std::string> after;
};

struct RowChange {
    std::string_view table;
    Change change;
    std::string key;                    // in words: "pedido VCD0000001, produto 4310162"
    std::vector<ColumnChange> columns;  // of an updated row those that differ, in the table's order
};

struct TableChanges {
    std::string_view table;
    long long inserted = 0;
    long long updated = 0;
    long long deleted = 0;

    [[nodiscard]] long long rows() const { return inserted + updated + deleted; }
};

// Takes rows one by one, while the transaction holds its locks: it must not wait for a person.
class RowSink {
  public:
    virtual ~RowSink() = default;
    virtual void add(const RowChange& row) = 0;
    // Whatever was added counts no longer: the transaction begins again.
    virtual void clear() = 0;
};

// The tables in which the open transaction of `writer` changed rows; rows that it wrote and that are the same
// as before are not counted. `baseline` is another session of the same role, outside any transaction. `rows`:
// nullptr when the counts are enough. Memory: 8 bytes a row changed, and a batch of rows. Rows that a trigger
// wrote inside a block with an EXCEPTION clause (a subtransaction) are not seen.
std::vector<TableChanges> find_changes(postgres::Connection& writer, postgres::Connection& baseline,
                                       RowSink* rows);

// The tables of the application that are looked at, if the role may write them.
std::vector<std::string_view> watched_tables();

}  // namespace ciclo
