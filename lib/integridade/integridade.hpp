// Checks between faturamento and carteira: each one query with a name and a level. Not for: mending anything.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/connection.hpp"

namespace ciclo::integridade {

// An ERRO stops the cycle before the carteira; an AVISO is reported and the cycle goes on.
enum class Level { erro, aviso };

struct Check {
    std::string_view name;
    Level level;
    std::string_view sql;  // returns (count, examples)
};

struct Finding {
    std::string_view name;
    Level level;
    long long count;
    std::string examples;  // up to five, "" when count is 0
};

std::span<const Check> checks();

// Runs every check and returns one finding each, in the table's order, also those that found nothing.
std::vector<Finding> run(postgres::Connection& connection);

// "ERRO nf_half_cancelled: 2 (NF 1, NF 2)"
std::string sentence(const Finding& finding);

// The findings that found something, as a JSON array.
std::string json(const std::vector<Finding>& findings);

}  // namespace ciclo::integridade
