// Texts of settings into values: switches, counts, lists, dates, names. Each function throws Error(config)
// whose message quotes the text and says what is expected. Not for: durations (duration.hpp), addresses
// (address.hpp).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/exit_code.hpp"
#include "base/time.hpp"
#include "language/phrase.hpp"

namespace ciclo::config {

// `text` in quotes for a message: its first line as visible() shows it, at most 80 bytes of it.
std::string quoted(std::string_view text);

// 1, true, yes, on and their contraries, in any case.
bool parse_switch(std::string_view text);

// A whole number from `lowest` to `highest`.
int parse_count(std::string_view text, int lowest, int highest);

// "pt", "pt-BR", "pt_BR", "en" and the like, in any case; "C" and "POSIX" are English. Empty for every other
// language. Never throws.
std::optional<language::Language> parse_language(std::string_view text);

// A comma-separated list, spaces around its elements ignored, each of them letters, digits and
// `also_allowed`. Not empty.
std::vector<std::string> parse_words(std::string_view text, std::string_view also_allowed);

// A comma-separated list of names, which may hold blanks; those around an element, and quotes around it, are
// dropped. Neither the list nor an element is empty.
std::vector<std::string> parse_names(std::string_view text);

// A comma-separated list of Odoo ids; an empty text is an empty list.
std::vector<std::int64_t> parse_ids(std::string_view text);

// Documented exit codes other than 0: "14,75".
std::vector<ExitCode> parse_exit_codes(std::string_view text);

// YYYY-MM-DD, midnight UTC, not in the future (a window that begins there would hold nothing, and look like
// success).
UtcSeconds parse_date(std::string_view text);

// Only the characters of a name such as America/Sao_Paulo; whether the zone exists, PostgreSQL knows.
std::string parse_time_zone(std::string_view text);

// model.field=field_here, comma-separated; the key keeps the model's dots: "res.partner.agendamento".
std::map<std::string, std::string> parse_fields(std::string_view text);

// The path of a file that this process can read.
std::string parse_readable_file(std::string_view text);

// A path whose name ends in .prom: node_exporter passes every other one over.
std::string parse_metrics_file(std::string_view text);

// One line without control characters, not empty. The message never quotes it: also for secrets.
std::string parse_line(std::string_view text);

}  // namespace ciclo::config
