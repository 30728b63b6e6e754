// What a stage found worth telling, out of its session and into the log and the journal.
// Not for: noticing (the stages' SQL).
#pragma once

#include <string>
#include <vector>

#include "ciclo/cycle.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// Takes the notices collected so far, one entry a kind; inside the stage's transaction, so that a rollback
// gives them back.
std::vector<Notice> take_notices(postgres::Connection& connection);

// As a JSON array for ciclo_etapa.details.
std::string notices_json(const std::vector<Notice>& notices);

// The stage's line, and one for each notice.
void log_stage(const Log& log, const StageReport& report);

}  // namespace ciclo
