#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_cycle{
    Entry{"cycle", "ciclo"},
    Entry{"dry run", "simulação"},
    Entry{"nothing to do", "nada a fazer"},
    Entry{"failed", "falhou"},
    Entry{"inserted", "inserida"},
    Entry{"updated", "atualizada"},
    Entry{"deleted", "excluída"},
    Entry{"integrity errors ignored because of --integrity=warn: {}",
          "erros de integridade deixados passar por causa de --integrity=warn: {}"},
    Entry{"would change:", "seriam alteradas:"},
    Entry{"rows that would change:", "linhas que seriam alteradas:"},
    Entry{"{} inserted, {} updated, {} deleted", "{} inseridas, {} atualizadas, {} excluídas"},
    Entry{"dry run: no row would change; nothing was written",
          "simulação: nenhuma linha seria alterada; nada foi gravado"},
    Entry{"dry run: {} rows would change in {} tables; nothing was written",
          "simulação: {} linhas seriam alteradas em {} tabelas; nada foi gravado"},
    Entry{"ok: a complete cycle in {} ms, {} requests to Odoo, {} KiB read, {} KiB of memory",
          "ok: ciclo completo em {} ms, {} requisições ao Odoo, {} KiB lidos, {} KiB de memória"},
    Entry{"ok: just these pedidos and NFs, in {} ms, {} requests to Odoo, {} KiB read, {} KiB of memory",
          "ok: só estes pedidos e NFs, em {} ms, {} requisições ao Odoo, {} KiB lidos, {} KiB de memória"},
    Entry{"open pedidos that would enter, by year of creation: {}",
          "pedidos em aberto que entrariam, por ano de criação: {}"},
    Entry{"database: {}", "banco de dados: {}"},
    Entry{"hint: {}", "o que fazer: {}"},
};

}  // namespace

std::span<const Entry> cycle() {
    return k_cycle;
}

}  // namespace ciclo::language
