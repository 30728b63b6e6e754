// What an action does: what it throws, and how long it takes.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/error.hpp"

namespace ciclo::test {

struct Thrown {
    ErrorKind kind = ErrorKind::internal;
    std::string message = "nothing was thrown";
    std::string hint;
};

inline Thrown thrown_by(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return {error.kind(), error.what(), error.hint().english()};
    }
    return {};
}

inline std::chrono::milliseconds time_of(const std::function<void()>& action) {
    const auto begin = std::chrono::steady_clock::now();
    action();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

}  // namespace ciclo::test
