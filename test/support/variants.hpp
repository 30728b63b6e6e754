// What `make test` leaves to `make test-all`: further variants of one test, and more of what is drawn at
// random.
#pragma once

#include <cstdlib>
#include <initializer_list>
#include <vector>

namespace ciclo::test {

// True under CICLO_TEST_THOROUGH=1, which `make test-all` sets.
inline bool thorough() {
    const char* given = std::getenv("CICLO_TEST_THOROUGH");
    return given != nullptr && *given == '1';
}

// All in a thorough run, else the first `few` of them: begin with what differs most.
template <class T>
std::vector<T> variants(std::initializer_list<T> all, std::size_t few = 1) {
    return std::vector<T>(all.begin(), thorough() || few > all.size() ? all.end() : all.begin() + few);
}

}  // namespace ciclo::test
