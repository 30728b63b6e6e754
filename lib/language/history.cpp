#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_history{
    Entry{"running", "em andamento"},
    Entry{"killed", "morto"},
    Entry{"{} changes", "{} mudanças"},
    Entry{"{} set aside", "{} rejeitados"},
    Entry{"{} set aside and accepted", "{} rejeitados e aceitos"},
    Entry{"full load", "carga completa"},
    Entry{"just these pedidos or NFs", "só estes pedidos ou NFs"},
    Entry{"{} cycles, {} ok; the newest last, times are local ({})",
          "{} ciclos, {} ok; o mais novo por último, horário local ({})"},
    Entry{"no such cycle in the journal", "nenhum ciclo assim no diário"},
};

}  // namespace

std::span<const Entry> history() {
    return k_history;
}

}  // namespace ciclo::language
