// What libFuzzer calls; CICLO_FUZZ_TARGET names the function.
#include <csignal>
#include <cstddef>
#include <cstdint>

#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
    // As in the program itself: a peer that closes is an error to handle.
    std::signal(SIGPIPE, SIG_IGN);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ciclo::fuzz::CICLO_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
    return 0;
}
