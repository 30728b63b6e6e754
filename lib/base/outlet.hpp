// Bytes to a descriptor that somebody else reads, or does not: standard output, standard error, a terminal, a
// file on a slow disk. Nothing here waits longer than it is allowed to. Not for: sockets of our own (http,
// postgres).
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace ciclo {

struct Sent {
    enum class Outcome {
        all,
        late,  // nobody took them in time
        gone,  // nobody can take them any more: a closed pipe, a full disk; see errno
    };
    Outcome outcome;
    std::size_t bytes;  // that went

    [[nodiscard]] bool all() const { return outcome == Outcome::all; }
};

// Writes `bytes`, waiting `timeout` at most in all; no longer once `stop_fd` is readable (-1: no such
// thing). What can be taken at once is written in any case. Leaves the flags of the descriptor alone, which
// may be shared with other programs. SIGPIPE must be ignored, as StopFlag::watch_signals() does.
Sent send_bytes(int descriptor, std::string_view bytes, std::chrono::milliseconds timeout, int stop_fd = -1);

// Gives each of the three standard descriptors that the caller has closed to a file that takes nothing: else
// the next descriptor that this program opens for itself would be taken for it. To be called first of all.
void occupy_standard_descriptors();

}  // namespace ciclo
