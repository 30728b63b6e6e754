#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_status{
    // The first sentence.
    Entry{"all is well: every stage had a good run in the last {}",
          "tudo em dia: cada etapa terminou bem nos últimos {}"},
    Entry{"no stage is stale, but {}", "nenhuma etapa está parada, mas {}"},
    Entry{"{} has been stale since {} ({}): {}", "a etapa {} está parada desde {} ({}): {}"},
    Entry{"{} have been stale, the longest since {} ({}): {}",
          "as etapas {} estão paradas; a que parou há mais tempo, desde {} ({}): {}"},
    Entry{"{} has never had a good run: {}", "a etapa {} nunca terminou bem: {}"},
    Entry{"{} have never had a good run: {}", "as etapas {} nunca terminaram bem: {}"},
    Entry{"ciclo has never run on this database: its own tables are missing",
          "o ciclo nunca rodou neste banco: faltam as tabelas dele"},
    // Why.
    Entry{"the last cycle ended with {} ({})", "o último ciclo terminou com {} ({})"},
    Entry{"the last cycle was killed", "o último ciclo foi morto"},
    Entry{"a cycle is running", "há um ciclo em andamento"},
    Entry{"no cycle has ever started", "nenhum ciclo começou até hoje"},
    Entry{"no cycle has started since: is the schedule enabled?",
          "nenhum ciclo começou desde então: o agendamento está ativado?"},
    // A line a stage.
    Entry{"STALE", "PARADA"},
    Entry{"never", "nunca"},
    Entry{"next: the last {}", "próxima leitura: últimos {}"},
    Entry{"next: full load ({})", "próxima leitura: carga completa ({})"},
    Entry{"the table is empty", "a tabela está vazia"},
    Entry{"no good run is known", "nenhuma execução boa conhecida"},
    Entry{"the last good run lies in the future: a clock was wrong",
          "a última execução boa está no futuro: um relógio estava errado"},
    Entry{"the gap is longer than --max-catch-up", "a lacuna passa de --max-catch-up"},
    Entry{"filters or fields have changed", "filtros ou campos mudaram"},
    // What else there is to know.
    Entry{"a cycle is running on host {}", "há um ciclo em andamento no host {}"},
    Entry{"a dry run, or a cycle that is about to start, holds the lock",
          "uma simulação, ou um ciclo que está para começar, está com a trava"},
    Entry{"since {}", "desde {}"},
    Entry{"session {}", "sessão {}"},
    Entry{"last cycle: {} ({}), started {}", "último ciclo: {} ({}), iniciado em {}"},
    Entry{"last cycle: started {} on host {} and never finished: killed, or its database was lost",
          "último ciclo: iniciado em {} no host {}, não chegou ao fim: foi morto, ou ficou sem o banco"},
    Entry{"set aside: {} records of Odoo ('ciclo rejects')",
          "rejeitados: {} registros do Odoo ('ciclo rejects')"},
    Entry{"set aside: {} records of Odoo, and {} that were accepted ('ciclo rejects')",
          "rejeitados: {} registros do Odoo, e mais {} aceitos ('ciclo rejects')"},
    Entry{"set aside and accepted: {} records of Odoo ('ciclo rejects')",
          "rejeitados e aceitos: {} registros do Odoo ('ciclo rejects')"},
    Entry{"{} has not changed since {} ({})", "{} não muda desde {} ({})"},
    Entry{"{} has no rows from Odoo yet", "{} ainda não tem nada do Odoo"},
    Entry{"times are local ({})", "horário local ({})"},
};

}  // namespace

std::span<const Entry> status() {
    return k_status;
}

}  // namespace ciclo::language
