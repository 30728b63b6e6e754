#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_removed{
    Entry{"NF", "NF"},
    Entry{"no such row was kept", "nenhuma linha assim foi guardada"},
    Entry{"and {} older: --last shows more", "e mais {} anteriores: --last mostra mais"},
    Entry{"{} rows as they were before a cycle took them away; the newest last, times are local ({})",
          "{} linhas como eram antes de um ciclo retirá-las; a mais nova por último, horário local ({})"},
};

}  // namespace

std::span<const Entry> removed() {
    return k_removed;
}

}  // namespace ciclo::language
