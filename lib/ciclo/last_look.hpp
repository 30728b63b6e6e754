// Whether anybody wrote the application's tables since a cycle looked at all of them: where nobody did, what
// the next one would look for in them is known. Not for: what changed in Odoo (staging/reading.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ciclo/cycle_report.hpp"
#include "ciclo/notice.hpp"
#include "config/config.hpp"
#include "integridade/finding.hpp"
#include "postgres/connection.hpp"
#include "staging/window.hpp"

namespace ciclo {

// As a cycle finds it before it reads a table.
struct LastLook {
    // Of the counts of written rows and of what shapes a look: filters, settings, program. Empty where the
    // server does not count.
    std::string key;
    std::string activity;
    // A cycle looked at everything, found nothing to write, and nobody has written a row since. Not in a full
    // load, for a selection, nor where the live pedidos are due to be listed (--sweep-interval): PostgreSQL's
    // counts may lose some in a crash, and miss what a session committed in the last 10 seconds; while
    // another session has a transaction open, they may miss what it committed before.
    bool is_good = false;
    bool is_sweep_due = true;
    // Of a good one: what the checks of every cycle found, and the live pedidos' sale.orders.
    std::vector<integridade::Finding> findings{};
    std::vector<std::int64_t> live_orders{};
};

// `reading`: the fingerprint of what shapes the reading; `window`: the carteira's.
LastLook recall_look(postgres::Connection& connection, const config::Config& config,
                     const std::string& reading, const staging::Window& window);

// At the end of a good cycle: `look` with what the stages' checks found, unless this cycle or somebody else
// wrote a row since, a stage left something undone that the next one tries again (a notice that is neither of
// the plan, `of_plan`, nor said in every cycle), or the live pedidos could not be proved (`live_orders` is
// nullptr and the look was not good). Then the next cycle looks at everything.
void remember_look(postgres::Connection& connection, const config::Config& config, const LastLook& look,
                   const std::vector<StageReport>& stages, const std::vector<Notice>& of_plan,
                   const std::vector<std::int64_t>* live_orders);

}  // namespace ciclo
