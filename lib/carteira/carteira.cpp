#include "carteira/carteira.hpp"

#include <fmt/core.h>

#include <optional>

#include "base/fuse.hpp"
#include "base/text.hpp"
#include "carteira/recomposing.hpp"
#include "carteira/sql.hpp"
#include "staging/reading.hpp"
#include "staging/visibility.hpp"

namespace ciclo::carteira {
namespace {

using staging::Counts;
using staging::StageContext;

bool deletes(const StageContext& context) {
    return context.config.removal == config::Removal::delete_rows;
}

void check_removal(StageContext& context, const Counts& counts, std::optional<long long> live) {
    const FuseLimits limits{context.config.fuse_rows, context.config.fuse_percent};
    const auto archived = counts.get("archived");
    if (archived == 0) return;
    const auto active = live ? *live : context.connection.execute(sql::count_active).integer(0, 0);
    if (!is_mass_removal(archived, active, limits) || context.config.allow_mass_removal) return;
    const auto examples = visible(context.connection.execute(sql::archived_examples).text(0, 0));
    throw Error(
        ErrorKind::fuse,
        fmt::format("{} of {} active rows would be {}: {}", archived, active,
                    deletes(context) ? "deleted" : "archived", examples),
        "did the filters change, or the companies of the Odoo user? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lists every row; if that is right, run once with --allow-mass-removal"_tr);
}

// What was deleted was zeroed before. Open ones are counted only where many changed.
void check_reduction(StageContext& context, const Counts& counts) {
    const FuseLimits limits{context.config.fuse_rows, context.config.fuse_percent};
    const auto zeroed = counts.get("separacoes_zeroed");
    const auto changed = zeroed + counts.get("separacoes_reduced");
    if (changed <= limits.count || context.config.allow_mass_removal) return;
    const auto open = zeroed - counts.get("separacoes_added") +
                      context.connection.execute(sql::count_open_separacoes).integer(0, 0);
    if (!is_mass_removal(changed, open, limits)) return;
    throw Error(
        ErrorKind::fuse,
        fmt::format("{} of {} open separações would be deleted, zeroed or reduced", changed, open),
        "did quantities change in Odoo, or the filters here? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lists every row; if that is right, run once with --allow-mass-removal"_tr);
}

// What differs is noted and locked first, then written from the notes: an UPDATE that joins the table to
// itself is planned by the table's statistics, which may be missing.
Counts write_read_rows(postgres::Connection& connection) {
    connection.execute(sql::keep_hidden);
    const auto known = staging::fill_and_count(connection, "stg_differing_row", sql::differing_rows);
    Counts counts;
    if (known.get("differing") > 0)
        counts.add_all(staging::run_statements(connection, {sql::keep_cancelled, sql::update_rows}));
    counts.add("unchanged", known.get("unchanged"));
    counts.add_row(connection.execute(sql::insert_rows));
    counts.add_row(connection.execute(sql::store_products));
    return counts;
}

// And the rows of pedidos that were not read whole: their NFs changed, or they are gone.
Counts write_rows(StageContext& context) {
    auto& connection = context.connection;
    Counts counts;
    if (has_read(context)) counts = write_read_rows(connection);
    if (staging::fill(connection, "stg_recomputed_row", sql::recompute_rows) > 0)
        counts.add_all(staging::run_statements(connection, {sql::keep_removed, sql::store_recomputed}));
    connection.execute(sql::remember_removed);
    connection.execute_script("ANALYZE stg_saldo_changed;");
    return counts;
}

// `has_written`: the affected pedidos' rows are other than when the cycle began to read.
Counts follow_contacts(postgres::Connection& connection, bool has_written) {
    Counts counts;
    if (has_written) staging::fill(connection, "stg_live_client", sql::note_clients);
    if (staging::fill(connection, "stg_client", sql::collect_clients) > 0 &&
        connection.execute(sql::may_store_contacts).boolean(0, 0)) {
        staging::fill(connection, "stg_contact", sql::collect_contacts);
        counts.add_all(staging::run_statements(connection, {sql::store_contacts}));
    }
    if (staging::fill(connection, "stg_forma", sql::collect_formas) > 0)
        counts.add_row(connection.execute(sql::follow_contacts));
    return counts;
}

// Pedidos whose saldo is computed: read, gone, or of NFs that changed, here or in Odoo. Those of the NFs that
// this cycle read were noted with them. Returns how many.
long long collect_affected(StageContext& context) {
    auto& connection = context.connection;
    auto found = context.staging.staged(staging::k_move);
    const bool may_have_moved = context.looks_at_all || found > 0;
    if (may_have_moved && !context.config.has_selection() &&
        staging::fill(connection, "stg_moved_candidate", sql::note_moved_candidates,
                      {context.window.full ? "t" : "f"}) > 0)
        found += connection.execute(sql::collect_moved).affected();
    found += connection.execute(sql::collect_affected).affected();
    if (found == 0) return 0;
    connection.execute_script("ANALYZE stg_affected;");
    staging::fill(connection, "stg_invoiced", sql::sum_invoiced);
    return connection.execute("SELECT count(*) FROM stg_affected").integer(0, 0);
}

Counts follow_headers(StageContext& context) {
    auto& connection = context.connection;
    Counts counts;
    if (has_read(context)) counts = staging::run_statements(connection, {sql::follow_tags});
    if (staging::fill(connection, "stg_header", sql::collect_headers) == 0) return counts;
    if (staging::fill(connection, "stg_separacao_header", sql::differing_separacoes) > 0)
        counts.add_all(staging::run_statements(connection, {sql::update_separacoes}));
    if (counts.get("separacoes_moved") > 0 && !connection.leaves_out(sql::follow_city) &&
        connection.execute(sql::may_read_cities).boolean(0, 0))
        connection.execute(sql::follow_city);
    counts.add_all(staging::run_statements(connection, {sql::follow_marks}));
    return counts;
}

// What a full load or a selection reports besides, and what the next cycles need to know of this reading.
void note_end(StageContext& context) {
    auto& connection = context.connection;
    if (context.window.full) connection.execute(sql::note_other_prefixes);
    if (context.config.has_selection()) connection.execute(sql::note_not_found);
    if (context.changed > 0 || context.window.full)
        staging::remember_reading(
            context, {std::string(staging::k_order.name), std::string(staging::k_order_line.name),
                      std::string(staging::k_partner_stamp.name)});
    staging::remember_references(connection, context.staging.asked_references(), context.window.to,
                                 context.window.full);
    if (context.is_swept)
        connection.execute(sql::remember_sweep, {context.config.odoo_db, context.config.odoo_username,
                                                 to_odoo(context.window.to)});
}

}  // namespace

staging::Tables tables() {
    return {{sql::tables, sql::recompose_tables},
            "stg_gone stg_pedido stg_known_pedido stg_followed stg_header stg_open_separacao stg_route "
            "stg_sub_route",
            "stg_active stg_live_order stg_sweep_in_filter stg_left_out stg_renamed stg_live_client "
            "stg_moved_candidate stg_client stg_forma"};
}

void prove_visible(StageContext& context) {
    staging::prove_visible(context, staging::k_sweep, context.newest);
}

Counts rename(StageContext& context) {
    if (!has_read(context)) {
        // Named as where pedidos were read: a dry run has read all of them before it comes here.
        Counts none;
        none.add("pedidos_renamed", 0);
        return none;
    }
    return staging::run_statements(context.connection, {sql::rename});
}

bool has_read(const StageContext& context) {
    return context.staging.staged(staging::k_order) > 0;
}

bool has_met(const StageContext& context) {
    const auto& staging = context.staging;
    return context.window.full || context.config.has_selection() || staging.has_met(staging::k_order) ||
           staging.has_met(staging::k_sweep);
}

Counts apply(StageContext& context) {
    auto& connection = context.connection;
    if (has_read(context)) staging::fill(connection, "stg_set_aside", sql::note_set_aside);
    const auto affected = collect_affected(context);
    const bool has_changed = has_met(context) || affected > 0;
    std::optional<long long> live;
    if (context.config.has_selection() || (has_changed && !context.live.is_noted))
        live = connection.execute(sql::count_live).integer(0, 0);
    Counts counts;
    if (has_changed) counts = write_rows(context);
    counts.add("saldos_computed", affected);
    check_removal(context, counts, live);
    if (has_changed || context.looks_at_all) counts.add_all(follow_contacts(connection, has_changed));
    if (has_changed) {
        const auto recomposed = recompose_separacoes(connection, context.log, context.config.split_lots);
        check_reduction(context, recomposed);
        counts.add_all(recomposed);
    }
    counts.add_all(follow_headers(context));
    counts.add_all(staging::run_statements(connection, {sql::cancel_shipment_items, sql::delete_standby}));
    if (has_changed) counts.add_all(staging::run_statements(connection, {sql::note_oddities, sql::remember}));
    if (context.config.split_lots == config::SplitLots::leave)
        counts.add_all(staging::run_statements(connection, {sql::recompose_excess}));
    note_end(context);
    if (has_met(context)) counts.add_all(staging::persist_rejects(connection, staging::k_order));
    return counts;
}

Counts purge_archived(StageContext& context) {
    if (!deletes(context)) return {};
    return staging::run_statements(context.connection, {sql::delete_rows});
}

}  // namespace ciclo::carteira
