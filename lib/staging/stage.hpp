// What a stage is given and what it gives back. Not for: the order of the stages (ciclo/).
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "config/config.hpp"
#include "postgres/transaction.hpp"
#include "staging/counts.hpp"
#include "staging/staging.hpp"
#include "staging/window.hpp"

namespace ciclo::staging {

struct StageContext {
    const config::Config& config;
    postgres::Connection& connection;
    Staging& staging;
    const Log& log;
    Window window;
    // Runs a query on the state that the earlier stages leave: at once in a real cycle, where they are
    // committed; in a dry run inside a transaction that applies them first and is rolled back. It may run
    // twice, and nothing in it may wait for Odoo.
    std::function<void(const std::function<void()>& query)> on_earlier_stages =
        [](const std::function<void()>& query) { query(); };
    // Odoo did not give the pedidos' lines before the NFs were read: which older NFs are missing is unknown,
    // and in which units.
    bool lines_refused = false;
    // How much of what Odoo lists as changed has to be read.
    long long changed = 0;
    // Of the stage's pedidos or NFs those that have to be read for it, in a regular cycle; in order.
    std::vector<std::int64_t> changed_ids{};
    long long lines_with_units = 0;  // staged pedido lines when their units were compared last
    bool are_ahead = false;          // what they need was asked for ahead
    // NFs whose lines were asked for ahead, together: they come only if they are asked for in the same way.
    std::vector<std::vector<std::int64_t>> lines_ahead{};
    // In a full load: the NFs dated since then are staged whatever pedido they are of.
    std::optional<UtcSeconds> nfs_since{};
    // Why Odoo did not list which pedido lines changed, or did not give the units of some: then no pedido is
    // read once the NFs are safe.
    std::exception_ptr lines_not_given = nullptr;
    // Odoo hides some of the newest NFs that are remembered.
    bool hides_nfs = false;
    // What a stage reads is known to be nothing where a regular cycle's lists show no change.
    [[nodiscard]] bool may_have_read() const { return window.full || config.has_selection() || changed > 0; }
    // Also at rows that nothing that is read concerns: not where nobody has written any since a cycle did.
    bool looks_at_all = true;
    // The live pedidos are listed one by one, not counted.
    bool is_sweep_due = true;
    // The newest records that earlier cycles read, which Odoo has to show.
    std::vector<std::int64_t> newest{};
    // All live pedidos were listed one by one, not counted.
    bool is_swept = false;
    // The pedidos that are live here.
    struct Live {
        bool is_noted = false;  // in stg_active; where all is as a cycle left it, it need not be
        long long pedidos = 0;
        bool some_differ = false;         // the rows of one remember different write_dates, or none
        std::vector<std::int64_t> ids{};  // in Odoo, where a count may stand for a look at each
        bool are_all_known = false;       // there is one id for each
        bool is_counted = false;          // Odoo was asked for their count
        // Odoo counted every one of them while nothing was read: none needs to be looked at.
        bool is_as_remembered = false;
    } live{};
};

// The temporary tables, views and functions of a folder: made in a session when the first statement names
// them, apart from those that every cycle names.
struct Tables {
    std::vector<postgres::Statement> scripts;
    std::string_view usual;        // names
    std::string_view of_a_look{};  // those that every cycle names that looks at all
};

// Those that all stages share.
Tables tables();

// Runs the statements in order, without those that this session leaves out; each returns one row of counts,
// or nothing.
Counts run_statements(postgres::Connection& connection, const std::vector<postgres::Statement>& statements);

// Runs an INSERT that fills a temporary table, and analyses the table: what joins it next is planned by its
// real size. Returns how many rows it inserted; without any the table is not analysed, and what it alone
// would feed need not be run.
long long fill(postgres::Connection& connection, std::string_view table, const postgres::Statement& statement,
               const std::vector<postgres::Param>& params = {});

// The same for a statement that returns counts of its own.
Counts fill_and_count(postgres::Connection& connection, std::string_view table,
                      const postgres::Statement& statement, const std::vector<postgres::Param>& params = {});

// Stages the pedidos' or NFs' records that an earlier cycle had to set aside, so that they are retried until
// they are good; persists this cycle's rejects of `model` and forgets those that are good by now.
std::vector<std::int64_t> earlier_rejects(Staging& staging, const Model& model);
Counts persist_rejects(postgres::Connection& connection, const Model& model);

}  // namespace ciclo::staging
