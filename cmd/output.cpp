#include "cmd/output.hpp"

#include <cstdio>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace ciclo::cmd {

void print(std::string_view text) {
    const auto clean = redact(text);
    if (std::fwrite(clean.data(), 1, clean.size(), stdout) == clean.size() && std::fflush(stdout) == 0)
        return;
    throw Error(ErrorKind::internal, "cannot write to standard output");
}

}  // namespace ciclo::cmd
