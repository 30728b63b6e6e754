#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_rejects{
    // What a person can do.
    Entry{"correct it in Odoo, or let the Odoo user read what the reason names",
          "corrija no Odoo, ou dê ao usuário do Odoo acesso ao que o motivo cita"},
    Entry{"give the Odoo user access to what is hidden (companies, groups, record rules)",
          "dê ao usuário do Odoo acesso ao que está oculto (empresas, grupos, regras de registro)"},
    Entry{"look whether the line is still there in Odoo, and at what stands between Odoo and ciclo",
          "veja se a linha ainda existe no Odoo, e o que há entre o Odoo e o ciclo"},
    Entry{"give one of the two another number, or leave a company out (--excluded-companies); where both are "
          "right, "
          "accept it",
          "dê outro número a uma das duas, ou deixe uma empresa de fora (--excluded-companies); se ambas "
          "estão certas, "
          "aceite"},
    Entry{"give one of the two another name in Odoo; where both are right, accept it",
          "dê outro nome a um dos dois no Odoo; se ambos estão certos, aceite"},
    Entry{"mend what the error names; --deliveries=off leaves the deliveries out",
          "corrija o que o erro indica; --deliveries=off deixa as entregas de fora"},
    // A record.
    Entry{"since {}, last tried {}", "desde {}, última tentativa {}"},
    Entry{"tried {} times", "{} tentativas"},
    Entry{"accepted by {}, {}: {}", "aceito por {}, {}: {}"},
    Entry{"it counts again: what was accepted is another reason, {}",
          "volta a contar: o motivo aceito é outro, {}"},
    // The whole.
    Entry{"nothing is set aside", "nada foi rejeitado"},
    Entry{"{} count (exit status 14), {} accepted; times are local ({})",
          "{} contam (código 14), {} aceitos; horário local ({})"},
    // Accepting.
    Entry{"'ciclo rejects' lists them", "'ciclo rejects' lista todos"},
    Entry{"for instance: ciclo rejects accept account.move:4711 --why 'two companies, one number'",
          "por exemplo: ciclo rejects accept account.move:4711 --why 'duas empresas, um número'"},
    Entry{"a key is a model and an id, as 'ciclo rejects' shows it: account.move:4711",
          "uma chave é um modelo e um id, como 'ciclo rejects' mostra: account.move:4711"},
};

}  // namespace

std::span<const Entry> rejects() {
    return k_rejects;
}

}  // namespace ciclo::language
