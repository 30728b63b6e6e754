#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_history{
    Entry{"running", "em andamento"},
    Entry{"killed", "morto"},
    Entry{"{} changes", "{} mudanças"},
    Entry{"{} set aside", "{} rejeitados"},
    Entry{"full load", "carga completa"},
    Entry{"cycles: {}, of them ok: {}; the newest last, times are local ({})",
          "ciclos: {}, deles ok: {}; o mais novo por último, horário local ({})"},
    Entry{"no such cycle in the journal", "o diário não tem nenhum ciclo assim"},
};

}  // namespace

std::span<const Entry> history() {
    return k_history;
}

}  // namespace ciclo::language
