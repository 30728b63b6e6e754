// Numbers and points in time as people write them, in English or Brazilian Portuguese. Not for: converting
// to local time (PostgreSQL's business), lengths of time (base/duration_text.hpp), logs and JSON.
#pragma once

#include <string>
#include <string_view>

#include "language/phrase.hpp"

namespace ciclo::report {

// 1234567: "1,234,567", "1.234.567".
std::string number_text(long long number, language::Language language);
// A number of the database as its text ("1234.500"): "1,234.5", "1.234,5". What is not a number comes back as
// it is.
std::string quantity_text(std::string_view number, language::Language language);

// "2026-11-24 12:30:15", local already: "24 Nov 2026, 12:30", "24/11/2026 12:30". What is not a time comes
// back as it is.
std::string moment_text(std::string_view local, language::Language language);
// Its time of day: "12:30".
std::string clock_text(std::string_view local);
// Its day (a time may follow): "Tue 24 Nov", "ter 24/11".
std::string day_text(std::string_view local, language::Language language);

}  // namespace ciclo::report
