// The status FATURADO of separações whose NF has arrived. Not for: finding the NF's lot (faturamento).
#pragma once

#include "staging/stage.hpp"

namespace ciclo::faturado {

// The folder's temporary tables.
staging::Tables tables();

// To be called inside a transaction. Safe to repeat.
staging::Counts apply(staging::StageContext& context);

}  // namespace ciclo::faturado
