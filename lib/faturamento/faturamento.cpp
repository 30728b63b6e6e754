#include "faturamento/faturamento.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/fuse.hpp"
#include "base/stopwatch.hpp"
#include "base/text.hpp"
#include "faturamento/completeness.hpp"
#include "faturamento/lines.hpp"
#include "faturamento/linking.hpp"
#include "faturamento/namesakes.hpp"
#include "faturamento/sql.hpp"
#include "staging/lines.hpp"
#include "staging/reading.hpp"
#include "staging/selection.hpp"
#include "staging/visibility.hpp"

namespace ciclo::faturamento {
namespace {

using odoo::Domain;
using staging::Counts;
using staging::StageContext;

// Invoices of the wanted kinds and companies.
Domain filters(const StageContext& context) {
    return Domain::leaf(field(context, staging::k_move, "move_type"), "=", "out_invoice") &
           wanted_kinds(context, staging::k_move);
}

// Without the journal entries that have no number: a busy server has many, and none of them was an NF.
Domain may_be_nf(const StageContext& context) {
    return Domain::leaf(field(context, staging::k_move, "move_type"), "!=", "entry") | has_number(context);
}

// What filters() leaves out of these.
Domain outside(const StageContext& context) {
    return may_be_nf(context) &
           (Domain::leaf(field(context, staging::k_move, "move_type"), "!=", "out_invoice") |
            other_kinds(context, staging::k_move));
}

// What a full load reads: what is dated since the horizon too, for a draft made long ago has its date when it
// is posted. Read to a fixed point in time, or pages would never end on a busy server; what comes later is
// the next cycle's.
Domain changed_or_dated(const StageContext& context) {
    const auto& window = context.window;
    return (changed(window) |
            Domain::leaf(field(context, staging::k_move, "date"), ">=", to_odoo_day(window.from))) &
           made_before_end(window);
}

// What --pedido and --nf name; the NFs that only their lines assign to a pedido are in stg_needed_line.
Domain selection(const StageContext& context) {
    return with_numbers(context, context.config.nfs) | Domain::in("invoice_origin", context.config.pedidos);
}

// Posted credit notes that reverse an invoice; which of these is an NF here is known later.
Domain returns(const StageContext& context) {
    return Domain::leaf(field(context, staging::k_move, "move_type"), "=", "out_refund") &
           Domain::leaf(field(context, staging::k_move, "state"), "=", "posted") &
           Domain::leaf(field(context, staging::k_return, "reversed_entry_id"), "!=", false);
}

// Everything that matches: of a full load, or of a selection.
std::vector<staging::Selection> matching(const StageContext& context, const Domain& wanted) {
    return {{&staging::k_move, filters(context) & wanted},
            {&staging::k_outside_move, outside(context) & wanted}};
}

// Of what is listed as changed, beside NFs: remembered ones that left the filters, credit notes.
void read_changed_outside(StageContext& context) {
    auto& staging = context.staging;
    if (context.changed == 0) return;
    staging.read_ids(staging::k_outside_move, staging.ids(sql::changed_outside_moves));
    if (has_field(context, staging::k_return, "reversed_entry_id"))
        staging.read_listed(staging::k_return, staging.ids(sql::changed_refunds), returns(context));
}

// Of what a selection names, beside NFs, the same.
void read_selected_outside(StageContext& context) {
    auto& staging = context.staging;
    staging.read_ids(staging::k_outside_move, staging.ids(sql::selected_moves));
    if (const auto reversed = field(context, staging::k_return, "reversed_entry_id"); !reversed.empty())
        staging.read_children(staging::k_return, reversed, staging.ids(sql::read_moves), 1000,
                              returns(context), staging::End::short_page);
}

// With no NF read there is nothing to stage.
bool has_read(const StageContext& context) {
    return context.staging.staged(staging::k_move) > 0;
}

// By their ids, in one request: needed for a pedido, set aside before.
void read_moves(StageContext& context) {
    auto& staging = context.staging;
    const bool selects = context.config.has_selection();
    if (selects) staging.read(matching(context, selection(context)), staging::End::empty_page);
    // Else the rest: what changed, or all that a full load reads, is staged.
    std::vector<std::int64_t> ids;
    if (staging.staged(staging::k_needed_line) > 0) ids = staging.ids(sql::needed_moves);
    const auto known =
        selects ? staging.ids(sql::selected_moves) : staging::earlier_rejects(staging, staging::k_move);
    ids.insert(ids.end(), known.begin(), known.end());
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    staging.read_listed(staging::k_move, ids, filters(context));
    if (selects) return read_selected_outside(context);
    staging.note_absent(staging::k_move, known);
    if (!context.window.full) read_changed_outside(context);
}

// What else has the number of an NF that was read, then, without filters, whatever remembered NFs should have
// come and did not.
void read_missing(StageContext& context) {
    auto& staging = context.staging;
    staging.analyze();
    if (has_read(context)) {
        read_namesakes(context);
        staging.read_children(staging::k_move, "id", staging.ids(sql::rival_moves), 1000, filters(context));
    }
    if (has_read(context) || context.window.full || context.hides_nfs)
        staging.read_ids(staging::k_outside_move,
                         staging.ids(sql::unseen_moves, {context.window.full ? "t" : "f"}));
}

// A mass change in Odoo would take very many NFs out of the filters at once; of settings none leaves them.
void check_gone(StageContext& context) {
    const auto& config = context.config;
    const auto result = context.connection.execute(sql::count_gone);
    const postgres::NamedRow row(result);
    const auto gone = row.integer("gone");
    const auto looked_at = row.integer("looked_at");
    if (!is_mass_removal(gone, looked_at, {config.absent_fuse_pedidos, config.fuse_percent}) ||
        config.allow_mass_removal) {
        return;
    }
    throw Error(
        ErrorKind::fuse,
        fmt::format("{} of {} NFs are no longer what they were and would be cancelled here: {} ...", gone,
                    looked_at, visible(row.text("examples"))),
        "did kinds, companies or numbers of NFs change in Odoo? 'ciclo --dry-run --verbose "
        "--allow-mass-removal' lists every row; if that is right, run once with --allow-mass-removal"_tr);
}

// Of those that were not reported yet: only an AVISO and an event hang on them.
void read_return_lines(StageContext& context) {
    auto& staging = context.staging;
    if (staging.staged(staging::k_return) == 0) return;
    staging.read_children(staging::k_return_line, field(context, staging::k_move_line, "move_id"),
                          staging.ids(sql::new_returns), staging::k_parents_per_batch,
                          Domain::leaf("display_type", "=", "product"), staging::End::short_page);
}

// The present names of the pedidos that NFs mention; lines are followed only where the name does not settle
// it.
void read_origins(StageContext& context) {
    auto& staging = context.staging;
    // A name that does not come does no harm: the lines lead to its pedido.
    staging.read_texts(staging::k_order_name, "name", staging.texts(sql::origin_names), {},
                       staging::End::short_page);
    staging.analyze();
    staging::fill(context.connection, "stg_unique_name", sql::collect_unique_names);
    staging.read_ids(staging::k_sale_line, staging.ids(sql::unsettled_sale_lines));
}

// Of pedido lines that Odoo refused before it may refuse the units too: NFs first, as they are.
void read_units_of(StageContext& context, const std::vector<std::int64_t>& lines) {
    if (lines.empty()) return;
    try {
        context.staging.read_ids(staging::k_sale_line, lines);
        context.staging.complete_references();
    } catch (const Error& error) {
        if (!context.lines_refused || !is_of_odoo(error)) throw;
        context.log.warning("units of pedido lines not read; NFs first", {{"error", error.what()}});
        context.lines_not_given = std::current_exception();
        // Units whose sizes did not come cannot be compared.
        context.connection.execute(sql::forget_sale_lines, {postgres::array_literal(lines)});
    }
}

// Few lines are in another unit than their pedido, and fewer of a pedido that is not read in this cycle.
void read_units(StageContext& context) {
    auto& staging = context.staging;
    if (staging.staged(staging::k_move_line) == 0 || !has_field(context, staging::k_move_line, "uom_id"))
        return;
    staging.analyze();
    read_units_of(context, staging.ids(sql::lines_of_other_units, {context.lines_refused ? "t" : "f"}));
    context.connection.execute(sql::line_units);
}

// Of the NFs that were read: which are worth it, their lines and what these come from.
Counts read_parts(StageContext& context) {
    auto counts = staging::run_statements(context.connection, {sql::select_moves});
    read_lines(context);
    // Nearly always empty: a planner that does not know would take no line for goods.
    context.connection.execute_script("ANALYZE stg_unproved_move;");
    read_origins(context);
    return counts;
}

// What was read becomes rows of the application's types, or is set aside.
Counts stage_nfs(StageContext& context) {
    auto& connection = context.connection;
    // What was read since may have a name twice.
    connection.execute_script("TRUNCATE stg_unique_name;");
    staging::fill(connection, "stg_unique_name", sql::collect_unique_names);
    auto counts = staging::run_statements(
        connection, {sql::reject_strangers, sql::reject_nfs, sql::stage_nfs, sql::stage_rows});
    reject_hidden_lines(context);
    counts.add_all(
        staging::run_statements(connection, {sql::reject_origins, sql::reject_sums, sql::note_affected}));
    return counts;
}

// What differs is locked before it is judged.
Counts write_rows(postgres::Connection& connection, bool is_full) {
    auto counts = staging::run_statements(connection, {sql::keep_decisions});
    staging::fill(connection, "stg_nf_match", sql::match_rows);
    counts.add_all(staging::run_statements(connection, {sql::keep_hidden}));
    const auto differing = staging::fill(connection, "stg_nf_differing", sql::differing_rows);
    counts.add_all(staging::run_statements(connection, {sql::compare, sql::note_corrections}));
    if (differing > 0)
        counts.add_all(staging::run_statements(connection, {sql::delete_rows, sql::update_rows}));
    counts.add_row(connection.execute(sql::insert_rows, {is_full ? "t" : "f"}));
    return counts;
}

// What is cancelled or gone loses what hangs on it.
Counts undo(postgres::Connection& connection) {
    auto counts = staging::run_statements(connection, {sql::note_gone, sql::cancel_rows});
    if (staging::fill(connection, "stg_undone", sql::collect_undone) > 0) {
        counts.add_all(staging::run_statements(
            connection, {sql::rename_freed, sql::cancel_movements, sql::cancel_separacoes,
                         sql::cancel_shipments, sql::cancel_inconsistencies}));
    }
    return counts;
}

}  // namespace

bool has_met(const StageContext& context) {
    const auto& staging = context.staging;
    return context.window.full || context.config.has_selection() || staging.has_met(staging::k_move) ||
           staging.has_met(staging::k_outside_move);
}

staging::Tables tables() {
    return {{sql::tables, sql::link_tables, sql::link_target_tables},
            "stg_nf stg_known_nf stg_link",
            "stg_active_item stg_link_candidate stg_unlinked_nf stg_settled stg_divergent_item "
            "stg_own_inconsistency stg_nf_movement pg_temp.nf_number"};
}

std::vector<odoo::Count> counts_ahead(StageContext& context) {
    context.newest = context.staging.ids(sql::newest_nfs);
    return context.staging.counts_of(staging::k_outside_move, context.newest);
}

void prove_visible(StageContext& context) {
    const auto& newest = context.newest;
    const auto hidden = staging::prove_visible(context, staging::k_outside_move, newest);
    if (hidden == 0 || context.config.has_selection()) return;
    context.connection.execute(sql::note_newest, {postgres::array_literal(newest)});
    context.hides_nfs = true;
}

std::vector<staging::Selection> changes(StageContext& context) {
    return {{&staging::k_move_stamp, may_be_nf(context) & staging::listed(context)}};
}

std::vector<staging::Selection> full_load(StageContext& context) {
    const auto wanted = changed_or_dated(context);
    auto selections = matching(context, wanted);
    if (has_field(context, staging::k_return, "reversed_entry_id"))
        selections.push_back({&staging::k_return, returns(context) & wanted});
    return selections;
}

bool has_all_since(StageContext& context) {
    auto& staging = context.staging;
    if (field(context, staging::k_move, "date") != "date") return false;
    const auto wanted = filters(context) & changed_or_dated(context);
    return staging.count(staging.counts(staging::k_move, {wanted})) == staging.staged(staging::k_move);
}

void note_changed(StageContext& context) {
    if (context.changed > 0 && !context.window.full)
        context.changed_ids = context.staging.ids(sql::changed_moves);
}

std::vector<staging::Wanted> changed_ones(StageContext& context) {
    context.lines_ahead.push_back(context.changed_ids);
    return {{staging::listed_ones(staging::k_move, context.changed_ids, filters(context)),
             staging::End::short_page},
            lines_of(context, context.changed_ids)};
}

void read_changed(StageContext& context) {
    auto& staging = context.staging;
    if (context.changed_ids.empty()) return;
    staging.read_listed(staging::k_move, context.changed_ids, filters(context));
    if (staging.staged(staging::k_move) == 0) return;
    staging.ask_beside({staging::named_ones(staging::k_order_name, "name", staging.texts(sql::read_origins)),
                        staging::End::short_page});
}

void ask_needed(StageContext& context) {
    auto& staging = context.staging;
    if (context.window.full || context.config.has_selection() || staging.staged(staging::k_needed_line) == 0)
        return;
    const auto needed = staging.ids(sql::needed_moves);
    staging.ask_beside(
        {staging::listed_ones(staging::k_move, needed, filters(context)), staging::End::short_page});
    // The lines of what changed were asked for, also of one that could not be read.
    std::vector<std::int64_t> others;
    std::set_difference(needed.begin(), needed.end(), context.changed_ids.begin(), context.changed_ids.end(),
                        std::back_inserter(others));
    staging.ask_beside(lines_of(context, others));
    context.lines_ahead.push_back(std::move(others));
}

void remember_reading(StageContext& context) {
    staging::remember_reading(context, {std::string(staging::k_move.name)});
}

Counts read(StageContext& context) {
    const Stopwatch reading;
    read_moves(context);
    read_missing(context);
    check_absence(context);
    Counts counts;
    if (has_read(context)) counts = read_parts(context);
    read_return_lines(context);
    context.staging.complete_references();
    read_units(context);
    counts.add("reading_ms", reading.elapsed().count());
    const Stopwatch staging;
    context.staging.analyze();
    if (has_read(context)) counts.add_all(stage_nfs(context));
    if (has_met(context)) {
        context.connection.execute(sql::collect_gone);
        if (context.config.has_selection()) context.connection.execute(sql::note_scope);
        context.connection.execute_script(
            "ANALYZE stg_nf (move_id, numero_nf, state, status_nf, historic), stg_nf_row (row_id, move_id, "
            "numero_nf, cod_produto, origem), stg_nf_gone, stg_affected;");
        check_gone(context);
    }
    check_lost(context);
    counts.add("staging_ms", staging.elapsed().count());
    return counts;
}

Counts apply(StageContext& context) {
    auto& connection = context.connection;
    const Stopwatch whole;
    // The order matters: cancellation looks at what the rows say by then and frees lots for the NFs to link,
    // the report sums what the rows hold by then.
    Counts counts = staging::run_statements(connection, {sql::forget_all});
    if (has_read(context)) counts.add_all(write_rows(connection, context.window.full));
    if (has_met(context)) counts.add_all(undo(connection));
    const Stopwatch linking;
    if (context.looks_at_all || has_met(context)) counts.add_all(link_nfs(connection, context.log));
    const auto linking_ms = linking.elapsed().count();
    if (has_met(context)) {
        connection.execute(sql::lock_reports);
        staging::fill(connection, "stg_report", sql::sum_reports);
        counts.add_all(
            staging::run_statements(connection, {sql::store_reports, sql::cancel_reports, sql::store_products,
                                                 sql::note_oddities, sql::note_left_alone, sql::forget}));
    }
    if (has_met(context) || counts.get("nfs_to_link") > 0)
        counts.add_all(staging::run_statements(connection, {sql::remember, sql::link_remember}));
    if (context.staging.staged(staging::k_return) > 0)
        counts.add_all(staging::run_statements(connection, {sql::note_returned}));
    if (context.config.has_selection()) connection.execute(sql::note_not_found);
    if (has_met(context)) counts.add_all(staging::persist_rejects(connection, staging::k_move));
    counts.add("linking_ms", linking_ms);
    counts.add("writing_ms", whole.elapsed().count() - linking_ms);
    return counts;
}

}  // namespace ciclo::faturamento
