// The status FATURADO of separações whose NF has arrived. Not for: finding the NF's lot (faturamento).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturado {

// Makes the session's temporary tables. Once a session, after Staging.
void prepare(postgres::Connection& connection);

// To be called inside a transaction. Safe to repeat.
staging::Counts apply(staging::StageContext& context);

}  // namespace ciclo::faturado
