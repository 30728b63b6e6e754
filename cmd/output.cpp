#include "cmd/output.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "base/outlet.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "config/config.hpp"

namespace ciclo::cmd {
namespace {

// For what is written after a stop or the deadline, within the two seconds that these may take.
constexpr std::chrono::milliseconds k_final_output{200};

bool& reader_is_gone() {
    static bool is_gone = false;
    return is_gone;
}

}  // namespace

bool reader_has_gone() {
    return reader_is_gone();
}

Limits reading_time(StopFlag& stop) {
    return {stop, config::Config().deadline};
}

void print(std::string_view text, const Limits& limits) {
    print_piece(visible_lines(redact(text)), limits);
}

void print_json(std::string_view json, const Limits& limits) {
    print_piece(visible_lines(json), limits);
}

void print_piece(std::string_view text, const Limits& limits) {
    const bool is_over = limits.is_over();
    errno = 0;
    const auto sent = send_bytes(STDOUT_FILENO, text, is_over ? k_final_output : limits.remaining(),
                                 is_over ? -1 : limits.stop_fd());
    if (sent.all()) return;
    if (sent.outcome == Sent::Outcome::gone && errno == EPIPE) {
        reader_is_gone() = true;
        return;
    }
    if (sent.outcome == Sent::Outcome::gone) {
        throw OutputError(
            ErrorKind::internal, "cannot write to standard output: " + std::generic_category().message(errno),
            "send it to a file on a disk with free space, or to a program that reads to the end; what a "
            "cycle did is in 'ciclo history'"_tr);
    }
    if (limits.requested() != 0) limits.check();
    throw Error(ErrorKind::deadline, "nobody reads standard output",
                "read it to its end, send it to a file, or raise --deadline"_tr);
}

void complain(std::string_view text) {
    send_bytes(STDERR_FILENO, visible_lines(redact(text)), k_final_output);
}

void complain_of_memory() noexcept {
    send_bytes(STDERR_FILENO,
               "ciclo: internal_error (70): out of memory\n"
               "hint: give the process more memory, or lower --page-size\n",
               k_final_output);
}

}  // namespace ciclo::cmd
