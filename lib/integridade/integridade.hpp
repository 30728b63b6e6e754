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
// What it costs: in every cycle only what the cycle touched and what is open is looked at; whole tables in
// the full load.
enum class Scope { every_cycle, full_load };

struct Check {
    std::string_view name;
    Phase phase;
    Level level;
    Scope scope;
    postgres::Statement sql;  // returns (count, examples)
};

// The session's temporary tables: scripts, to be run once a session after Staging's.
std::vector<postgres::Statement> tables();

std::span<const Check> checks();

// Runs every check of the phase, those of the full load only where this is one, and returns one finding each,
// in the table's order, also those that found nothing.
std::vector<Finding> run(postgres::Connection& connection, Phase phase, bool is_full);

// The inconsistencies FATURAMENTO_EXCEDE_SALDO follow the negative saldos; inside the carteira's transaction.
staging::Counts store_excess(postgres::Connection& connection);

// How many checks ran, and how many of each level found something.
staging::Counts count(const std::vector<Finding>& findings);

}  // namespace ciclo::integridade
