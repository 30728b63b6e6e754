#include <sys/prctl.h>
#include <sys/resource.h>

#include <clocale>

#include "base/outlet.hpp"
#include "base/reserve.hpp"
#include "cmd/commands.hpp"

int main(int argc, char** argv) {
    ciclo::occupy_standard_descriptors();
    // Core dumps would keep secrets.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__  // whose search for leaks attaches to its own process
    // Nor may other processes of the same user look into this one's memory.
    prctl(PR_SET_DUMPABLE, 0);
#endif
    std::setlocale(LC_ALL, "C");
    ciclo::keep_memory_in_reserve();
    const auto code = ciclo::cmd::dispatch(argc, argv);
    // As PID 1 a signal's default action does nothing: the status 128 + n is given by hand.
    return ciclo::number_of(code);
}
