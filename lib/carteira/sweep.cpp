#include "carteira/sweep.hpp"

#include <utility>

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

// Whether a count may stand for a look at each of them.
bool may_count(const StageContext& context) {
    return !context.window.full && !context.config.has_selection() && !context.is_sweep_due;
}

Domain not_cancelled(const Domain& filters) {
    return filters & Domain::leaf("state", "!=", "cancel");
}

std::vector<odoo::Count> counts_of(StageContext& context, const Domain& filters,
                                   const std::vector<std::int64_t>& ids) {
    return context.staging.counts_of(staging::k_sweep, "id", ids, k_ids_to_count, not_cancelled(filters));
}

// Where Odoo counts as many of the live pedidos inside the filters and not cancelled as are asked for, every
// one of them exists and is nothing else: then they are swept as they are remembered. What a count does not
// show (an old write_date that became visible late) waits for the next whole sweep. Those that were read
// since and are cancelled now explain as many; where they do not, the others are counted without those that
// were read.
bool are_all_there(StageContext& context, const Domain& filters) {
    const auto& all = context.live.ids;
    if (all.empty() || std::exchange(context.live.is_counted, true)) return false;
    const auto missing =
        static_cast<long long>(all.size()) - context.staging.count(counts_of(context, filters, all));
    if (missing == 0) return true;
    if (context.staging.staged(staging::k_order) == 0) return false;
    note_active(context);
    if (missing == context.connection.execute(sql::cancelled_live).integer(0, 0)) return true;
    const auto ids = context.staging.ids(sql::live_ids);
    return !ids.empty() &&
           static_cast<long long>(ids.size()) == context.staging.count(counts_of(context, filters, ids));
}

}  // namespace

void note_active(StageContext& context) {
    if (std::exchange(context.live.is_noted, true)) return;
    const auto result = context.connection.execute(sql::note_active);
    const postgres::NamedRow noted(result);
    context.live.pedidos = noted.integer("pedidos");
    context.live.some_differ = noted.boolean("some_differ");
    context.connection.execute_script("ANALYZE stg_active, stg_live_client;");
    if (may_count(context)) staging::fill(context.connection, "stg_live_order", sql::note_live_orders);
}

std::vector<odoo::Count> live_counts(StageContext& context, const Domain& filters) {
    if (!may_count(context)) return {};
    if (context.looks_at_all) {
        context.live.ids = context.staging.ids(sql::live_ids);
        context.live.are_all_known = static_cast<long long>(context.live.ids.size()) == context.live.pedidos;
    }
    return counts_of(context, filters, context.live.ids);
}

void sweep_remembered(StageContext& context) {
    if (!context.live.is_as_remembered) return;
    context.live.is_as_remembered = false;
    note_active(context);
    staging::fill(context.connection, "stg_sweep", sql::sweep_remembered);
}

void sweep(StageContext& context, const Domain& filters) {
    auto& staging = context.staging;
    if (are_all_there(context, filters)) {
        context.live.is_as_remembered = true;
        // Every one of them is what it was: nothing can be absent, renamed or changed.
        if (staging.staged(staging::k_order) == 0 && !context.live.some_differ && context.live.are_all_known)
            return;
        sweep_remembered(context);
    } else {
        note_active(context);
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
