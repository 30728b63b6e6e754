#include "carteira/sweep.hpp"

#include "carteira/sql.hpp"

namespace ciclo::carteira {
namespace {

using odoo::Domain;
using staging::StageContext;

// Orders listed by their ids in one request.
constexpr std::size_t k_orders_per_batch = 1000;
// Ids in one request that sends nothing else: its text stays below the body limit of 1 MB that web servers
// often have.
constexpr std::size_t k_ids_to_count = 50'000;

// Where Odoo counts as many of the live pedidos inside the filters and not cancelled as are asked for, every
// one of them exists and is nothing else: then they are swept as they are remembered. What a count does not
// show (an old write_date that became visible late) waits for the next whole sweep.
bool are_all_there(StageContext& context, const Domain& filters, const std::vector<std::int64_t>& ids) {
    const auto& config = context.config;
    if (context.window.full || config.has_selection() || ids.empty()) return false;
    const auto is_due = context.connection.execute(
        sql::sweep_is_due, {config.odoo_db, config.odoo_username, to_odoo(context.window.to),
                            std::to_string(std::chrono::seconds(config.sweep_interval).count())});
    if (is_due.boolean(0, 0)) return false;
    const auto counted = context.staging.count_children(staging::k_sweep, "id", ids, k_ids_to_count,
                                                        filters & Domain::leaf("state", "!=", "cancel"));
    return counted == static_cast<long long>(ids.size());
}

}  // namespace

void note_active(StageContext& context) {
    const auto result = context.connection.execute(sql::note_active);
    const postgres::NamedRow noted(result);
    context.live = {noted.integer("pedidos"), noted.boolean("some_differ"), false};
    context.connection.execute_script("ANALYZE stg_active, stg_live_client;");
}

void sweep_remembered(StageContext& context) {
    if (!context.live.is_as_remembered) return;
    context.live.is_as_remembered = false;
    staging::fill(context.connection, "stg_sweep", sql::sweep_remembered);
}

void sweep(StageContext& context, const Domain& filters) {
    auto& staging = context.staging;
    const auto ids = staging.ids(sql::live_ids);
    if (are_all_there(context, filters, ids)) {
        context.live.is_as_remembered = true;
        // Every one of them is what it was: nothing can be absent, renamed or changed.
        if (staging.staged(staging::k_order) == 0 && !context.live.some_differ &&
            static_cast<long long>(ids.size()) == context.live.pedidos)
            return;
        sweep_remembered(context);
    } else {
        staging.read_children(staging::k_sweep, "id", staging.ids(sql::live_ids_to_sweep), k_orders_per_batch,
                              {}, staging::End::short_page);
        context.is_swept = !context.config.has_selection();
    }
    staging.read_texts(staging::k_sweep, "name", staging.texts(sql::active_names), {},
                       staging::End::short_page);
    staging.analyze();
    staging.read_ids(staging::k_sweep, staging.ids(sql::absent_ids));
    const bool reads_all = context.window.full || context.config.has_selection();
    staging.read_ids(staging::k_order, staging.ids(sql::changed_by_sweep, {reads_all ? "t" : "f"}));
}

}  // namespace ciclo::carteira
