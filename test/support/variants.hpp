// What a quick run (`make test`) leaves to a thorough one (`make test-all`): further variants of one test,
// most of the cycles that are alike ("ten cycles" are two then), and more of what is drawn at random. A test
// whose rule another one shows in short is tagged [long] as a whole.
#pragma once

#include <algorithm>
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

// How many of `all` cycles that are alike run: all in a thorough run, else `few`.
inline int cycles(int all, int few = 2) {
    return thorough() ? all : std::min(all, few);
}

// Whether a cycle is run again to see that it writes nothing then: always in a thorough run, else one time in
// eight.
inline bool repeats() {
    static int calls = 0;
    return thorough() || calls++ % 8 == 0;
}

}  // namespace ciclo::test
