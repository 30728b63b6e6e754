#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_check{
    Entry{"remedy: {}", "o que fazer: {}"},
    Entry{"ok: a cycle can run", "ok: um ciclo pode rodar"},
    Entry{"{} ({}): a cycle would fail", "{} ({}): um ciclo falharia"},
};

}  // namespace

std::span<const Entry> check() {
    return k_check;
}

}  // namespace ciclo::language
