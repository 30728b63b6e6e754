// What the journal keeps as JSON, read back. Not for: writing it (journal, notices).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "integridade/finding.hpp"
#include "staging/stage.hpp"

namespace ciclo {

// A finding of an integrity check, or a notice.
struct FindingRecord {
    std::string name;                         // of the check, or the notice's kind
    std::optional<integridade::Level> level;  // of a check; a notice has none and never stops anything
    long long count = 0;
    std::string examples;
};

// ciclo_execucao.counts and ciclo_etapa.counts, in the order in which PostgreSQL keeps them; "" is none. What
// is not a whole number is left out: the tables are open to every role that may write them.
staging::Counts counts_of(std::string_view json);

// ciclo_etapa.details; "" is none. Likewise.
std::vector<FindingRecord> findings_of(std::string_view json);

}  // namespace ciclo
