// Rows that a dry run would change, and how many in each table. Not for: finding them (changes).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    // ciclo's own tables are listed too, where other programs read them.
    [[nodiscard]] bool is_of_application() const { return !table.starts_with("ciclo_"); }
};

// Takes rows one by one, while the transaction holds its locks: it must not wait for a person.
class RowSink {
  public:
    virtual ~RowSink() = default;
    virtual void add(const RowChange& row) = 0;
    // Whatever was added counts no longer: the transaction begins again.
    virtual void clear() = 0;
};

}  // namespace ciclo
