// The status FATURADO of separações whose NF has arrived. Not for: finding the NF's lot (faturamento).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturado {

// The session's temporary tables: scripts, to be run once a session after Staging's.
std::vector<postgres::Statement> tables();

// To be called inside a transaction. Safe to repeat.
staging::Counts apply(staging::StageContext& context);

}  // namespace ciclo::faturado
