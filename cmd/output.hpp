// Standard output of the program. Not for: the log.
#pragma once

#include <string_view>

namespace ciclo::cmd {

// Throws Error(internal) when standard output cannot take it all (a full disk, a closed pipe): a result that
// nobody can read is no success.
void print(std::string_view text);

// A piece of a text that has passed redact() as a whole; throws likewise.
void print_piece(std::string_view text);

}  // namespace ciclo::cmd
