// Standard output and the last error message of the program. Not for: the log.
#pragma once

#include <string_view>

#include "base/error.hpp"
#include "base/limits.hpp"

namespace ciclo::cmd {

// Of a command without settings of its own, or whose own limits are those of a database: how long it waits
// for somebody to read it, who may be a person with a pager. As long as a cycle by default.
Limits reading_time(StopFlag& stop);

// Standard output cannot take a result: a full disk, a closed descriptor.
class OutputError : public Error {
  public:
    using Error::Error;
};

// Secrets are blanked and control characters made visible (visible_lines). Waits for the reader within
// `limits`. A reader who has seen enough, as `head`, ends it quietly (reader_has_gone()). Throws OutputError
// when standard output cannot take it all (a full disk), for a result that nobody can read is not a success;
// Interrupted on a stop, and Error(deadline) when nobody reads
// it in time.
void print(std::string_view text, const Limits& limits);

// Whether the other end of standard output was closed before all was printed.
bool reader_has_gone();

// JSON whose texts have passed redact() one by one.
void print_json(std::string_view json, const Limits& limits);

// A piece of a text that has passed redact() as a whole; throws likewise.
void print_piece(std::string_view text, const Limits& limits);

// To standard error, where somebody reads it; a moment is all that it may cost.
void complain(std::string_view text);
// That there is no memory left, without any.
void complain_of_memory() noexcept;

}  // namespace ciclo::cmd
