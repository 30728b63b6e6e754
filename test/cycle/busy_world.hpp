// A company of some size: enough for the cost of a cycle to show. Not for: single rules.
#pragma once

#include "world.hpp"

namespace ciclo::test {

// 5,000 open pedidos with 20,000 lines, half of them with lots, and 1,750 NFs that have found theirs. Every
// table of the application has so many columns that PostgreSQL takes it for one row while it has no
// statistics, and belongs to another role, so that a cycle can make none.
struct Busy : World {
    Busy();

    // A day: every client renamed, NFs cancelled and corrected, pedidos cancelled, quantities changed; in
    // each round others. Outside the windows of what was before.
    void live(int round);
    void analyze();
    // As after a restore or an upgrade.
    void forget_statistics();
    // Sequentially read rows of each of the application's tables so far, once no cycle is at work.
    std::map<std::string, long long> rows_scanned();
    // Rows that each holds.
    std::map<std::string, long long> sizes();

  private:
    void fill_lots();
    void widen_and_give_away();
    std::map<std::string, long long> numbers(const std::string& sql);
    void good_cycle();
    // On a session of its own: one that is kept has a time limit, and this world serves several tests.
    std::string as_superuser(const std::vector<std::string>& statements);
};

}  // namespace ciclo::test
