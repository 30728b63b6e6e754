// Checks before and after the carteira: each one query with a name and a level. Not for: repairing what they
// find.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "integridade/finding.hpp"
#include "staging/stage.hpp"

namespace ciclo::integridade {

// Before the carteira: what faturamento wrote. After it, in its transaction: the backlog against the NFs.
enum class Phase { before_carteira, after_carteira };
// When a check is worth it: for what is open, in every cycle unless nobody wrote since the last look; where
// the cycle read records, for these; in the full load, for whole tables. In this order: what runs for one of
// them runs for those after it.
enum class Scope { nothing, every_cycle, read_records, full_load };

struct Check {
    std::string_view name;
    Phase phase;
    Level level;
    Scope scope;
    postgres::Statement sql;    // returns (count, examples)
    bool takes_extent = false;  // as $1, whether it is to look at whole tables: in the full load
};

// The folder's temporary tables.
staging::Tables tables();

std::span<const Check> checks();

// Runs the checks of the phase that are worth it for `scope` and returns one finding each, in the table's
// order, also those that found nothing and those of records where none was read; those of the full load only
// there. For Scope::nothing what was found last stands (`last`).
std::vector<Finding> run(postgres::Connection& connection, Phase phase, Scope scope,
                         const std::vector<Finding>& last = {});

// The inconsistencies FATURAMENTO_EXCEDE_SALDO follow the negative saldos; inside the carteira's transaction.
staging::Counts store_excess(postgres::Connection& connection);

// How many checks ran, and how many of each level found something.
staging::Counts count(const std::vector<Finding>& findings);

}  // namespace ciclo::integridade
