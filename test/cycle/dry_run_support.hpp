// What the tests of dry runs share: the rows that one lists, the rows that a cycle really changed, and that
// the two are the same. Not for: single cases (dry_run_test.cpp).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ciclo/changes.hpp"
#include "world.hpp"

namespace ciclo::test {

// A world that has lived: NFs linked to lots, pedidos partly and wholly invoiced.
struct Lived : World {
    Lived();

    // A new NF with its lot, a cancelled one, and pedidos new, changed and cancelled.
    void go_on();

    Order partly{}, done{}, leaving{};
    long long nf_of_done = 0;
};

class Listing : public RowSink {
  public:
    void add(const RowChange& row) override { rows.push_back(row); }
    void clear() override { rows.clear(); }

    // Sorted: "carteira_principal inserted", and for an updated row one for each column that differs, old and
    // new, but for those that hold the time of the cycle.
    [[nodiscard]] std::vector<std::string> lines() const;
    // "carteira_principal inserted pedido VCD0000001, produto 4310162", sorted, one a line.
    [[nodiscard]] std::string keys() const;

    std::vector<RowChange> rows;
};

// The tables in which a dry run says that rows would change.
std::set<std::string_view> changed_tables(const CycleReport& dry_run);

// Every row of every table with its version, ciclo's own included: two texts are the same only if nothing was
// written.
std::string everything(World& world);

// A dry run, then a cycle, which must do what the dry run said, stage by stage, table by table and row by
// row, and must ask Odoo the same. Both end with `code`. Returns the dry run's report.
CycleReport check_dry_run(World& world, ExitCode code = ExitCode::ok);

}  // namespace ciclo::test
