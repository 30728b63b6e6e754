// Checks before and after the carteira: each one query with a name and a level. Not for: mending what they
// find.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.hpp"
#include "staging/stage.hpp"

namespace ciclo::integridade {

// Before the carteira: what faturamento wrote. After it, in its transaction: the backlog against the NFs.
enum class Phase { before_carteira, after_carteira };

// An ERRO stops the cycle before the carteira; an AVISO is reported and the cycle goes on.
enum class Level { erro, aviso };

struct Check {
    std::string_view name;
    Phase phase;
    Level level;
    postgres::Statement sql;  // returns (count, examples)
};

struct Finding {
    std::string_view name;
    Level level;
    long long count;
    std::string examples;  // up to five, "" when count is 0
};

// Makes the session's temporary tables. Once a session, after Staging.
void prepare(postgres::Connection& connection);

std::span<const Check> checks();

// Runs every check of the phase and returns one finding each, in the table's order, also those that found
// nothing.
std::vector<Finding> run(postgres::Connection& connection, Phase phase);

// The inconsistencies FATURAMENTO_EXCEDE_SALDO follow the negative saldos; inside the carteira's transaction.
staging::Counts store_excess(postgres::Connection& connection);

// How many checks ran, and how many of each level found something.
staging::Counts count(const std::vector<Finding>& findings);

std::string_view name_of(Level level);
// "ERRO nf_half_cancelled: 2 (NF 1, NF 2)"
std::string sentence(const Finding& finding);
// The sentences of the errors that were found, "" when there are none.
std::string errors(const std::vector<Finding>& findings);
// One object for each finding, into an array that is open.
void write_json(json::Writer& writer, const std::vector<Finding>& findings);

}  // namespace ciclo::integridade
