#include "carteira/recomposing.hpp"

#include <array>
#include <optional>
#include <string>

#include "carteira/recompose.hpp"
#include "carteira/sql.hpp"
#include "postgres/copy_writer.hpp"

namespace ciclo::carteira {
namespace {

using postgres::Cell;
using postgres::NamedRow;
using postgres::Result;

SeparacaoStatus status_of(const std::string& status) {
    if (status == "PREVISAO") return SeparacaoStatus::previsao;
    return status == "COTADO" ? SeparacaoStatus::cotado : SeparacaoStatus::aberto;
}

void add_fact(RecomposeRequest& request, const NamedRow& row) {
    const auto kind = row.text("kind");
    if (kind == "pedido") {
        request.ended = row.boolean("ended");
        request.waits_for_lot = row.boolean("waits_for_lot");
    } else if (kind == "product") {
        request.saldo[row.text("cod_produto")] = row.integer("qtd");
        request.saldo_before[row.text("cod_produto")] = row.integer("before");
        request.returned[row.text("cod_produto")] = row.integer("returned");
    } else {
        request.rows.push_back({row.integer("id"), row.text("lote"), row.text("cod_produto"),
                                row.integer("qtd"), status_of(row.text("status"))});
    }
}

void log_changes(const Log& log, const std::string& num_pedido, const std::vector<SeparacaoChange>& changes) {
    for (const auto& change : changes) {
        log.debug("recompose", {{"pedido", num_pedido},
                                {"separacao", static_cast<long long>(change.like)},
                                {"produto", change.cod_produto},
                                {"before", decimal(change.before)},
                                {"after", decimal(change.after)},
                                {"reason", name_of(change.reason)}});
    }
}

// Decides pedido by pedido; the facts behind a decision pass by.
std::vector<SeparacaoChange> decide_all(postgres::Connection& connection, const Log& log) {
    std::vector<SeparacaoChange> all;
    RecomposeRequest request;
    const auto decide = [&] {
        const auto changes = recompose(request);
        log_changes(log, request.num_pedido, changes);
        all.insert(all.end(), changes.begin(), changes.end());
    };
    connection.for_each_row(sql::recompose_facts, [&](const Result& result) {
        const NamedRow row(result);
        if (row.text("num_pedido") != request.num_pedido) {
            decide();
            request = RecomposeRequest{};
            request.num_pedido = row.text("num_pedido");
        }
        add_fact(request, row);
    });
    decide();
    return all;
}

void store(postgres::Connection& connection, const std::vector<SeparacaoChange>& changes) {
    auto writer = connection.copy_in(
        "COPY stg_recomposed (id, like_id, cod_produto, before, after, reason) FROM STDIN");
    for (const auto& change : changes) {
        writer.row(std::array<Cell, 6>{change.id == 0 ? Cell() : Cell(std::to_string(change.id)),
                                       std::to_string(change.like), change.cod_produto,
                                       decimal(change.before), decimal(change.after),
                                       std::string(name_of(change.reason))});
    }
    writer.finish();
}

// The open separações that may hold too much are locked, and stay as they are from here on.
staging::Counts recompose_locked(postgres::Connection& connection, const Log& log, bool leaves_split) {
    auto counts = staging::fill_and_count(connection, "stg_recompose", sql::recompose_targets,
                                          {leaves_split ? "t" : "f"});
    store(connection, decide_all(connection, log));
    connection.execute_script("ANALYZE stg_recomposed;");
    staging::fill(connection, "stg_recompose_row", sql::recompose_values);
    counts.add_all(staging::run_statements(connection, {sql::recompose_rows, sql::recompose_add}));
    staging::fill(connection, "stg_quoted", sql::recompose_quoted);
    counts.add_all(staging::run_statements(
        connection, {sql::recompose_open_alerts, sql::recompose_alerts, sql::recompose_delete}));
    return counts;
}

}  // namespace

staging::Counts recompose_separacoes(postgres::Connection& connection, const Log& log,
                                     config::SplitLots split_lots) {
    const bool leaves_split = split_lots == config::SplitLots::leave;
    auto counts = staging::run_statements(connection, {sql::recompose_lock});
    if (counts.get("separacoes_open") > 0) counts.add_all(recompose_locked(connection, log, leaves_split));
    return counts;
}

}  // namespace ciclo::carteira
