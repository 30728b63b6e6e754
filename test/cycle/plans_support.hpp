// What each statement of a cycle made PostgreSQL look at: auto_explain, read back from the server's log. Not
// for: how long anything took.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "world.hpp"

namespace ciclo::test {

// One node of a plan that ran.
struct Step {
    std::string kind;   // "Seq Scan", "Nested Loop"
    std::string table;  // "" where it reads none
    double loops = 0;
    // In all loops, what filters and join conditions took away again included.
    double rows = 0;
};

struct Plan {
    // "carteira/update_rows.sql"; the first line of a text that is in no file.
    std::string statement;
    std::vector<Step> steps;
};

// Every statement that cycles in the world's database run from now on is explained. Parallel plans are off,
// so that a loop is a repetition.
class PlanWatch {
  public:
    explicit PlanWatch(World& world);
    // Of the statements that ended since the last call, in their order.
    std::vector<Plan> take();

  private:
    std::filesystem::path m_log;
    std::string m_prefix;  // of this database's lines
    std::uintmax_t m_read = 0;
};

// Rows that passed through all steps, by statement: it grows with the square of a table that is looked
// through again for each row, whichever plan does it.
std::map<std::string, double> work_of(const std::vector<Plan>& plans);

// "carteira/x.sql looks through separacao 40 times", a line each: sequential scans of the application's
// tables that are repeated, small tables apart.
std::string repeated_scans(const std::vector<Plan>& plans);

}  // namespace ciclo::test
