// The warnings of a stage, out of its session and into the log and the journal.
// Not for: noticing (the stages' SQL).
#pragma once

#include <string>
#include <vector>

#include "ciclo/cycle.hpp"
#include "json/writer.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// Takes the notices collected so far, one entry a kind; inside the stage's transaction, so that a rollback
// gives them back.
std::vector<Notice> take_notices(postgres::Connection& connection);

// One object for each notice, into an array that is open.
void write_json(json::Writer& writer, const std::vector<Notice>& notices);

// All findings, then the notices, as a JSON array for ciclo_etapa.details; "" when there are none.
std::string details_json(const StageReport& report);

// The integrity errors that --integrity=warn let pass, in one sentence; empty when there are none.
language::Phrase passed_over(const StageReport& report);
// Those of all stages.
std::string passed_over(const CycleReport& report);
// What ciclo_execucao.error says: what was passed over, the cycle's own error, and behind k_hint_follows what
// to do where that is more than the exit code says.
inline constexpr std::string_view k_hint_follows = "; hint: ";
std::string journal_error(const CycleReport& report);

// The stage's line where it was done, and one for each finding that found something and each notice.
void log_stage(const Log& log, const StageReport& report);

}  // namespace ciclo
