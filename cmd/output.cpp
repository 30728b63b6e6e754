#include "cmd/output.hpp"

#include <cstdio>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace ciclo::cmd {

void print(std::string_view text) {
    print_piece(redact(text));
}

void print_piece(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return;
    throw Error(ErrorKind::internal, "cannot write to standard output");
}

}  // namespace ciclo::cmd
