#include "faturamento/linking.hpp"

#include <array>
#include <deque>
#include <functional>
#include <optional>

#include "faturamento/link.hpp"
#include "faturamento/sql.hpp"
#include "postgres/copy_writer.hpp"

namespace ciclo::faturamento {
namespace {

using postgres::Cell;
using postgres::NamedRow;
using postgres::Result;

struct Link {
    std::string numero_nf;
    std::string pedido;
    LinkDecision decision;
};
// A first load has hundreds of thousands: never copied to grow.
using Links = std::deque<Link>;

void add_fact(LinkRequest& request, const NamedRow& row) {
    const auto kind = row.text("kind");
    if (kind == "nf") {
        request.numero_nf = row.text("numero_nf");
        request.pedido = row.text("pedido");
        request.known_lote = row.text("lote");
    } else if (kind == "item") {
        request.items.push_back({row.integer("item"), row.integer("embarque"), row.text("lote"),
                                 row.text("nota_fiscal"), row.boolean("item_active"),
                                 row.boolean("embarque_active")});
    } else if (kind == "product") {
        request.products.push_back({row.text("cod_produto"), row.integer("qtd")});
    } else {
        request.picked.push_back({row.text("lote"), row.text("cod_produto"), row.integer("qtd"),
                                  row.text("nota_fiscal"), row.boolean("consumed")});
    }
}

// Decides NF by NF, in the order of their numbers: each lot is used once. What is kept is one small decision
// an NF; the facts behind it pass by.
Links decide_all(postgres::Connection& connection, const Log& log) {
    Links links;
    UsedLots used;
    std::int64_t place = 0;
    LinkRequest request;
    const auto decide = [&] {
        if (place == 0) return;
        links.push_back({request.numero_nf, request.pedido, decide_link(request, used)});
        const auto& decision = links.back().decision;
        log.debug("linking", {{"nf", request.numero_nf},
                              {"pedido", request.pedido},
                              {"lote", decision.lote},
                              {"reason", name_of(decision.reason)}});
        if (decision.linked()) used.insert({request.pedido, decision.lote});
    };
    connection.for_each_row(sql::link_facts, [&](const Result& result) {
        const NamedRow row(result);
        if (row.integer("place") != place) {
            decide();
            request = LinkRequest{};
            place = row.integer("place");
        }
        add_fact(request, row);
    });
    decide();
    return links;
}

// "" and 0 stand for nothing.
Cell text_or_null(const std::string& text) {
    return text.empty() ? Cell() : Cell(text);
}

Cell id_or_null(std::int64_t id) {
    return id == 0 ? Cell() : Cell(std::to_string(id));
}

void store_links(postgres::Connection& connection, const Links& links) {
    auto writer = connection.copy_in(
        "COPY stg_link (numero_nf, pedido, reason, lote, item_id, embarque_id) FROM STDIN");
    for (const auto& [numero_nf, pedido, decision] : links) {
        writer.row(std::array<Cell, 6>{numero_nf, pedido, std::string(name_of(decision.reason)),
                                       text_or_null(decision.lote), id_or_null(decision.item),
                                       id_or_null(decision.embarque)});
    }
    writer.finish();
}

void store_differences(postgres::Connection& connection, const Links& links) {
    auto writer = connection.copy_in(
        "COPY stg_link_difference (numero_nf, pedido, lote, cod_produto, separada, faturada, score) FROM "
        "STDIN");
    for (const auto& [numero_nf, pedido, decision] : links) {
        for (const auto& difference : decision.differences) {
            writer.row(std::array<Cell, 7>{numero_nf, pedido, decision.lote, difference.cod_produto,
                                           decimal(difference.separada), decimal(difference.faturada),
                                           std::to_string(decision.score)});
        }
    }
    writer.finish();
}

// What the decisions rest on stays as it is from here on: people relink, rename and cancel meanwhile.
void lock_targets(postgres::Connection& connection) {
    connection.execute(sql::link_lock_rows);
    connection.execute_script("TRUNCATE stg_held_movement;");
    staging::fill(connection, "stg_held_movement", sql::link_lock_movements);
    connection.execute(sql::link_lock_separacoes);
    connection.execute(sql::link_lock_items);
    staging::fill(connection, "stg_pedido_item", sql::link_pedido_items);
}

// The NFs of stg_link_target, each with the lot that it consumed or without one.
staging::Counts link_targets(postgres::Connection& connection, const Log& log) {
    lock_targets(connection);
    staging::fill(connection, "stg_link_product", sql::link_products);
    const auto links = decide_all(connection, log);
    store_links(connection, links);
    store_differences(connection, links);
    connection.execute_script("ANALYZE stg_link; ANALYZE stg_link_difference;");
    staging::fill(connection, "stg_link_movement", sql::link_match_movements);
    staging::fill(connection, "stg_movement_change", sql::link_decide_movements);
    return staging::run_statements(
        connection, {sql::link_items, sql::link_separacoes, sql::link_justify, sql::link_update_movements,
                     sql::link_drop_movements, sql::link_insert_movements, sql::link_mark_rows,
                     sql::link_open_inconsistencies});
}

// Of the candidates those that are not complete.
staging::Counts link_candidates(postgres::Connection& connection, const Log& log) {
    if (staging::fill(connection, "stg_link_candidate", sql::link_candidates) == 0) return {};
    staging::fill(connection, "stg_held_movement", sql::link_held_movements);
    auto counts = staging::fill_and_count(connection, "stg_link_target", sql::link_targets);
    if (counts.get("nfs_to_link") > 0) counts.add_all(link_targets(connection, log));
    return counts;
}

}  // namespace

staging::Counts link_nfs(postgres::Connection& connection, const Log& log) {
    const auto items = staging::fill(connection, "stg_active_item", sql::link_active_items);
    auto counts = link_candidates(connection, log);
    if (items > 0) {
        counts.add_all(staging::run_statements(connection, {sql::link_divergences}));
        staging::fill(connection, "stg_divergent_item", sql::collect_divergent);
    }
    const auto settled = staging::fill(connection, "stg_settled", sql::settle_inconsistencies);
    if (settled > 0 || items > 0) counts.add_row(connection.execute(sql::resolve_inconsistencies));
    return counts;
}

}  // namespace ciclo::faturamento
