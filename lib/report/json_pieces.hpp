// Pieces of JSON that several reports share. Not for: whole objects.
#pragma once

#include <optional>

#include "base/time.hpp"
#include "json/writer.hpp"
#include "staging/counts.hpp"

namespace ciclo::report {

// An object: name and number, in their order.
void write_counts(json::Writer& writer, const staging::Counts& counts);
// "2026-11-24T17:10:02Z", or null.
void write_time(json::Writer& writer, const std::optional<UtcSeconds>& time);

}  // namespace ciclo::report
