// The stages of a cycle as a table: reading it is reading the product. Not for: running them (cycle).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/exit_code.hpp"
#include "ciclo/notice.hpp"
#include "integridade/integridade.hpp"
#include "staging/stage.hpp"

namespace ciclo {

// Each half of the cycle has its own window, from its own last good run.
struct Contexts {
    staging::StageContext faturamento;
    staging::StageContext carteira;
    // What was noticed before the first stage; reported with it.
    std::vector<Notice> preflight{};
    // Names of the temporary tables that are still to be made: while Odoo works on its first answers.
    std::string usual_tables{};
    // What the checks of every cycle found when a cycle last looked at everything.
    std::vector<integridade::Finding> last_findings{};
    // What the stage's integrity checks found, also when it then fails.
    std::vector<integridade::Finding> findings{};
};

struct Stage {
    std::string_view name;
    ExitCode failure;
    // Proves before the first write of a cycle, of any stage, that Odoo shows what this stage read in earlier
    // cycles; nullptr where it reads nothing.
    void (*prove)(Contexts&);
    // The context whose window the stage reads with; nullptr where it reads nothing from Odoo.
    staging::StageContext Contexts::*reads;
    // Fills staging from Odoo, outside any transaction; nullptr where there is nothing to read.
    staging::Counts (*read)(Contexts&);
    // Writes, inside the stage's transaction.
    staging::Counts (*apply)(Contexts&);
    // The context whose window its row in the journal has.
    staging::StageContext Contexts::*writes;
};

// In the only order that is safe: an invoice must be here before the order that it consumed may leave.
std::span<const Stage> stages();

}  // namespace ciclo
