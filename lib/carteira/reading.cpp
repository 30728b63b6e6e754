// The reading halves of the stage: which pedidos, and what their saldos need. What becomes of them in the
// application's tables: carteira.cpp.
#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "carteira/carteira.hpp"
#include "carteira/completeness.hpp"
#include "carteira/lines.hpp"
#include "carteira/sql.hpp"
#include "carteira/sweep.hpp"
#include "staging/reading.hpp"
#include "staging/selection.hpp"

namespace ciclo::carteira {
namespace {

using odoo::Domain;
using staging::Counts;
using staging::StageContext;

// A path through sale_line_ids costs Odoo a subquery: smaller batches keep each answer short.
constexpr std::size_t k_new_orders_per_batch = 500;
// Of whose NFs few are asked for: those that a full load does not read anyway.
constexpr std::size_t k_orders_per_batch = 2000;
// What Odoo stamps when a request begins may show so much later: it ends one after 120 s.
constexpr std::chrono::seconds k_longest_request{130};

// Pedidos of the wanted kinds, companies and names. The field names are this Odoo's.
Domain filters(StageContext& context) {
    std::vector<Domain> names;
    for (const auto& prefix : context.config.pedido_prefixes)
        names.push_back(Domain::starts_with("name", prefix));
    return wanted_kinds(context, staging::k_order) & Domain::any_of(names);
}

// Candidates for an open pedido: Odoo counts a draft invoice as invoiced, which is not an NF yet. The saldo
// decides.
Domain open(StageContext& context) {
    std::vector<Domain> reasons{Domain::leaf("invoice_status", "!=", "invoiced"),
                                Domain::leaf("order_line.invoice_lines.parent_state", "=", "draft")};
    const auto qty_saldo = field(context, staging::k_order_line, "qty_saldo");
    if (!qty_saldo.empty()) reasons.push_back(Domain::leaf("order_line." + qty_saldo, "!=", std::int64_t{0}));
    return Domain::leaf("state", "!=", "cancel") & Domain::any_of(reasons);
}

// What a full load reads: editing a line does not always move its order. All that list_changes() lists is in
// it.
Domain changed_or_open(StageContext& context) {
    auto window = context.window;
    window.from = std::min(window.from, window.status_from);
    return (staging::changed(window) | Domain::since("order_line.write_date", window.from) | open(context)) &
           made_before_end(window);
}

// By their names; what has another one today is found by sweep().
void read_selection(StageContext& context) {
    context.staging.read_texts(staging::k_order, "name", context.config.pedidos, filters(context),
                               staging::End::empty_page);
    context.connection.execute(sql::note_scope);
}

Domain changed_filter(StageContext& context) {
    return filters(context) & made_before_end(context.window);
}

// Those set aside before are kept out too, and then forgotten.
void keep_out(StageContext& context) {
    const auto kept_out = context.connection.execute(sql::keep_out).integer(0, 0);
    if (kept_out > 0) context.log.info("older than --pedidos-since: kept out", {{"pedidos", kept_out}});
}

void read_rejected(StageContext& context) {
    auto& staging = context.staging;
    if (context.config.pedidos_since) keep_out(context);
    const auto ids = staging::earlier_rejects(staging, staging::k_order);
    staging.read_listed(staging::k_order, ids, filters(context));
    if (context.config.pedidos_since && !ids.empty()) keep_out(context);
    staging.note_absent(staging::k_order, ids);
}

void note_units(StageContext& context) {
    const auto lines = context.staging.staged(staging::k_order_line);
    if (std::exchange(context.lines_with_units, lines) != lines) context.connection.execute(sql::line_units);
}

// Held pedidos of which Odoo invoiced another quantity than is here. NFs come first: an answer of Odoo that
// spoils this fails the carteira's own reading, which comes back to what is missing.
std::vector<std::int64_t> differing_held(StageContext& context) {
    auto& staging = context.staging;
    try {
        // As they were asked for ahead.
        read_lines(context, staging.ids(sql::without_lines, {"t"}));
        // By the codes of their products what is invoiced is compared.
        staging.complete_references(staging::Staging::Levels::one);
    } catch (const Error& error) {
        if (!is_of_odoo(error)) throw;
        context.log.warning("pedido lines not read; NFs first", {{"error", error.what()}});
        context.connection.execute_script("TRUNCATE stg_order_line;");
        context.lines_refused = true;
        return {};
    }
    staging.analyze();
    note_units(context);
    return staging.ids(sql::differing_held);
}

// In a full load that has all NFs since a day only the others': old ones, and those made since it began.
std::vector<staging::Selection> needed_lines(StageContext& context, const std::vector<std::int64_t>& orders) {
    const auto path = field(context, staging::k_move_line, "sale_line_ids") + ".order_id";
    const auto lines = Domain::leaf("display_type", "=", "product");
    if (!context.nfs_since)
        return staging::children_of(staging::k_needed_line, path, orders, k_new_orders_per_batch, lines);
    const auto not_staged = Domain::any_of(
        {Domain::leaf("date", "<", to_odoo_day(*context.nfs_since)), Domain::leaf("date", "=", false),
         Domain::since("write_date", context.window.to - k_longest_request)});
    return staging::children_of(staging::k_needed_line, path, orders, k_orders_per_batch, lines & not_staged);
}

// A saldo counts every NF of its pedido. Those of a pedido that enters are not here yet; those of a held one
// are looked at again where the quantities differ.
void read_needed_nfs(StageContext& context) {
    auto& staging = context.staging;
    auto orders = differing_held(context);
    const auto entering = staging.ids(sql::new_orders);
    orders.insert(orders.end(), entering.begin(), entering.end());
    std::sort(orders.begin(), orders.end());
    orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
    // Asked for ahead were the lines of all that changed: those of the others are left out again.
    const auto ahead = context.are_ahead ? context.changed_ids : std::vector<std::int64_t>();
    std::vector<std::int64_t> rest;
    std::set_difference(orders.begin(), orders.end(), ahead.begin(), ahead.end(), std::back_inserter(rest));
    auto wanted = needed_lines(context, rest);
    if (rest.size() < orders.size()) {
        for (auto& selection : needed_lines(context, ahead)) wanted.push_back(std::move(selection));
    }
    staging.read(wanted, staging::End::count);
    // Without the pedidos' lines nobody knows which: all NFs are read.
    if (rest.size() < orders.size() && !context.lines_refused)
        context.connection.execute(sql::forget_unneeded_lines, {postgres::array_literal(orders)});
}

// Lines that Odoo refused before the NFs and gives now: a saldo may not be computed while NFs of any age are
// missing. (Where the lines came in time, a difference that is left is no NF.)
void require_older_nfs(StageContext& context) {
    if (!context.lines_refused) return;
    std::vector<std::int64_t> ids;
    context.on_earlier_stages([&] { ids = context.staging.ids(sql::differing_held); });
    if (ids.empty()) return;
    throw Error(
        ErrorKind::odoo_answer,
        fmt::format("Odoo gave no pedido lines before the NFs: older NFs of {} pedidos were not looked "
                    "for (sale.order {})",
                    ids.size(), ids.front()),
        "the next run reads the lines and these NFs again"_tr);
}

// Where what is invoiced here is not what Odoo says, the invoices that Odoo counts and that are not NFs here
// (or not counted as posted): drafts, those without a number, those that moved since the cycle began; and the
// refunds, which it takes off. Nothing to ask where the numbers agree, or where those among the lines that
// showed which NFs a pedido has explain it; only an AVISO hangs on the answers.
void read_invoiced_apart(StageContext& context) {
    auto& staging = context.staging;
    const auto move = field(context, staging::k_move_line, "move_id") + ".";
    const auto type = move + field(context, staging::k_move, "move_type");
    const auto path = field(context, staging::k_move_line, "sale_line_ids") + ".order_id";
    std::vector<std::int64_t> ids;
    const auto compare = [&] { ids = staging.ids(sql::differing_invoiced); };
    context.on_earlier_stages(compare);
    if (ids.empty()) return;
    context.connection.execute(sql::note_differing_orders, {postgres::array_literal(ids)});
    if (staging::fill(context.connection, "stg_apart_line", sql::note_apart_lines) > 0)
        context.on_earlier_stages(compare);
    if (ids.empty()) return;
    const auto counted =
        Domain::leaf("display_type", "=", "product") & Domain::leaf("parent_state", "!=", "cancel");
    const auto no_nf =
        Domain::any_of({Domain::leaf("parent_state", "=", "draft"), has_no_number(context, move),
                        Domain::since(move + "write_date", context.window.to)});
    const auto drafts = Domain::leaf(type, "=", "out_invoice") & no_nf;
    const auto refunds = Domain::leaf(type, "=", "out_refund");
    staging.read_children(staging::k_apart_line, path, ids, k_new_orders_per_batch,
                          counted & (drafts | refunds), staging::End::short_page);
    staging.analyze();
}

// What was read becomes rows of the application's types, or is set aside.
Counts stage_pedidos(StageContext& context) {
    auto& staging = context.staging;
    read_lines(context, staging.ids(sql::without_lines, {"f"}));
    staging.complete_references();
    staging.analyze();
    note_units(context);
    auto counts = staging::run_statements(
        context.connection, {sql::reject_pedidos, sql::reject_names, sql::stage_pedidos, sql::stage_items});
    reject_hidden_lines(context);
    counts.add_all(staging::run_statements(context.connection, {sql::reject_sums, sql::count_cut_texts}));
    context.connection.execute_script(
        "ANALYZE stg_pedido (order_id, num_pedido, cancelled, cnpj_cpf), stg_item (num_pedido, "
        "cod_produto);");
    return counts;
}

}  // namespace

std::vector<odoo::Count> counts_ahead(StageContext& context) {
    context.newest = context.staging.ids(sql::newest_pedidos);
    auto counts = context.staging.counts_of(staging::k_sweep, context.newest);
    if (context.config.has_selection()) return counts;
    if (context.looks_at_all) note_active(context);
    for (auto& count : live_counts(context, filters(context))) counts.push_back(std::move(count));
    return counts;
}

std::vector<staging::Selection> changes(StageContext& context) {
    return {{&staging::k_order_stamp, filters(context) & staging::listed(context)},
            {&staging::k_partner_stamp,
             Domain::since("write_date", staging::listed_window(context).status_from)}};
}

staging::Selection line_changes(StageContext& context) {
    const auto window = staging::listed_window(context);
    // A line as old as its order's window is listed with its order, unless that did not move.
    const auto lines = Domain::since("write_date", window.from) |
                       (Domain::since("write_date", window.status_from) &
                        Domain::before("order_id.write_date", window.status_from));
    return {&staging::k_line_stamp, lines};
}

std::vector<staging::Selection> full_load(StageContext& context) {
    return {{&staging::k_order, filters(context) & changed_or_open(context)}};
}

void note_changed(StageContext& context) {
    if (context.config.has_selection() || context.changed == 0) return;
    note_active(context);
    if (!context.window.full) context.changed_ids = context.staging.ids(sql::changed_orders);
}

std::vector<staging::Wanted> changed_ones(StageContext& context) {
    using staging::End;
    const auto& orders = context.changed_ids;
    context.are_ahead = true;
    return {{staging::listed_ones(staging::k_order, orders, changed_filter(context)), End::short_page},
            {lines_of(context, orders), End::short_page},
            {needed_lines(context, orders), End::count}};
}

void select(StageContext& context) {
    const bool selects = context.config.has_selection();
    if (selects) {
        read_selection(context);
        note_active(context);
    } else {
        context.staging.read_listed(staging::k_order, context.changed_ids, changed_filter(context));
        read_rejected(context);
    }
    sweep(context, filters(context));
    if (selects) context.connection.execute(sql::note_scope);
    if (!has_read(context)) return;
    context.connection.execute(sql::note_renamed);
    read_needed_nfs(context);
}

Counts read(StageContext& context) {
    auto& staging = context.staging;
    // First: what stops an earlier stage is reported before what stops this one, also in a dry run.
    std::vector<std::string> returning;
    context.on_earlier_stages([&] { returning = staging.texts(sql::returning_names); });
    if (context.lines_not_given) std::rethrow_exception(context.lines_not_given);
    if (!returning.empty() || has_read(context)) sweep_remembered(context);
    check_absence(context);
    staging.read_texts(staging::k_order, "name", returning, filters(context), staging::End::empty_page);
    Counts counts;
    if (has_read(context)) counts = stage_pedidos(context);
    require_older_nfs(context);
    if (has_read(context)) read_invoiced_apart(context);
    return counts;
}

}  // namespace ciclo::carteira
