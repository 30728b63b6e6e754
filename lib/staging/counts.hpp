// What a stage, or a whole cycle, counted. Not for: running anything.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ciclo::postgres {
class Result;
}

namespace ciclo::staging {

// Named numbers in the order in which they arose: the stage's line in the log, the result and the journal.
class Counts {
  public:
    void add(std::string_view name, long long number);
    // Every column of the first row, by its name. Adds to what is there.
    void add_row(const postgres::Result& result);
    void add_all(const Counts& other);
    [[nodiscard]] long long get(std::string_view name) const;
    [[nodiscard]] const std::vector<std::pair<std::string, long long>>& all() const { return m_numbers; }
    [[nodiscard]] std::string json() const;

  private:
    std::vector<std::pair<std::string, long long>> m_numbers;
};

}  // namespace ciclo::staging
