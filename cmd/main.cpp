#include <sys/resource.h>

#include <clocale>

#include "base/outlet.hpp"
#include "cmd/commands.hpp"

int main(int argc, char** argv) {
    ciclo::occupy_standard_descriptors();
    // Core dumps would keep secrets.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    std::setlocale(LC_ALL, "C");
    ciclo::StopFlag stop;
    stop.watch_signals();
    const auto code = ciclo::cmd::dispatch(argc, argv, stop);
    // As PID 1 a signal's default action does nothing: the status 128 + n is given by hand.
    return ciclo::number_of(code);
}
