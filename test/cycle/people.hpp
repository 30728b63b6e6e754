// What people do to NFs with the application's own pages, statement by statement as it does it. Not for:
// judging what a cycle makes of it.
#pragma once

#include <string>

#include "world.hpp"

namespace ciclo::test {

// The admin's button for a returned NF: rows, movements and report; items, separações and saldo are
// untouched.
void cancel_here(World& world, const std::string& nf);
// Takes an NF out of the reports.
void inactivate_here(World& world, const std::string& nf);
// Deletes its rows and its report row; movements, items and separações stay.
void exclude_here(World& world, const std::string& nf);

// "kind subject (detail)" of the faturamento stage's notices of this kind, "" when there is none.
std::string notice_of(const CycleReport& report, const std::string& kind);

// Ten regular cycles (two in a quick run) half an hour apart and a full load, of which the last writes
// nothing.
CycleReport live_on(World& world);

}  // namespace ciclo::test
