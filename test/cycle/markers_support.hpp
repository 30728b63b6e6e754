// Distinct values in columns that a cycle must leave alone, and what became of them. Not for: columns that
// the program writes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "world.hpp"

namespace ciclo::test {

// To compare with, so that a failure shows what there is instead.
inline const std::string k_nothing;

using Columns = std::vector<std::string>;
// Column name -> SQL expression.
using Overrides = std::vector<std::pair<std::string, std::string>>;

class Markers {
  public:
    explicit Markers(World& world);

    // Gives each column but `left_alone` a value of its own in every row that no call has seen yet.
    void fill(const std::string& table, const Columns& left_alone);
    // Gives one column a value of its own in these rows.
    void scramble(const std::string& table, const std::string& column, const std::string& condition);
    // Inserts a row: the overrides, and a value of its own in every other column.
    void plant(const std::string& table, long long id, const Overrides& overrides);

    // Remembers the rows as they are now, but for these columns.
    void remember(const std::string& table, const Columns& ignored, const std::string& condition = "true");
    // Remembers rows with the version of each: not even a write of the same values passes.
    void remember_versions(const std::string& table, const std::string& condition);
    void forget();

    // What is no longer as it was remembered, a line each: "separacao 3 protocolo: a -> b". Empty: all is as
    // it was.
    std::string changes();
    [[nodiscard]] long long remembered() const;

  private:
    struct Table {
        std::string name;
        std::string row;  // what is compared: a jsonb of `t`
    };

    Overrides marks(const std::string& table);
    void remember(const Table& table, const std::string& condition);

    World& m_world;
    std::vector<Table> m_tables;
};

}  // namespace ciclo::test
