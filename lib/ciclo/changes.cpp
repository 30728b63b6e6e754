#include "ciclo/changes.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>

#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

using Ids = std::vector<std::int64_t>;

// Rows that are compared in one statement: about 1 MB of the widest table.
constexpr std::size_t k_batch = 500;

struct Table {
    std::string_view name;
    // What a person knows a row by: an SQL expression over `t`. A part that is NULL is left out.
    std::string_view key;
};

constexpr std::array k_tables{
    Table{"faturamento_produto", "'NF ' || t.numero_nf, 'produto ' || t.cod_produto, 'pedido ' || t.origem"},
    Table{"relatorio_faturamento_importado", "'NF ' || t.numero_nf"},
    Table{"inconsistencia_faturamento",
          "t.tipo, 'NF ' || t.numero_nf, 'pedido ' || t.num_pedido, 'produto ' || t.cod_produto"},
    Table{"faturamento_parcial_justificativa",
          "'NF ' || t.numero_nf, 'lote ' || t.separacao_lote_id, 'produto ' || t.cod_produto"},
    Table{"movimentacao_estoque",
          "'NF ' || t.numero_nf, 'pedido ' || t.num_pedido, 'produto ' || t.cod_produto"},
    Table{"carteira_principal", "'pedido ' || t.num_pedido, 'produto ' || t.cod_produto"},
    Table{"separacao",
          "'lote ' || t.separacao_lote_id, 'pedido ' || t.num_pedido, 'produto ' || t.cod_produto"},
    Table{"alertas_separacao_cotada",
          "t.tipo_alteracao, 'lote ' || t.separacao_lote_id, 'pedido ' || t.num_pedido, 'produto ' || "
          "t.cod_produto"},
    Table{"saldo_standby",
          "'lote ' || t.origem_separacao_lote_id, 'pedido ' || t.num_pedido, 'produto ' || t.cod_produto"},
    Table{"embarques", "'embarque ' || t.numero"},
    Table{"embarque_itens",
          "'embarque_id ' || t.embarque_id, 'pedido ' || t.pedido, 'lote ' || t.separacao_lote_id"},
    Table{"entregas_monitoradas", "'NF ' || t.numero_nf"},
    Table{"agendamentos_entrega", "'entrega ' || t.entrega_id"},
    Table{"transportadoras", "'CNPJ ' || t.cnpj"},
    Table{"cidades", "t.nome"},
    Table{"cidades_atendidas", "'cidade ' || t.cidade_id, 'transportadora ' || t.transportadora_id"},
    Table{"contatos_agendamento", "'CNPJ ' || t.cnpj"},
    Table{"cadastro_palletizacao", "'produto ' || t.cod_produto"},
    Table{"cadastro_rota", "'UF ' || t.cod_uf"},
    Table{"cadastro_sub_rota", "'UF ' || t.cod_uf, 'cidade ' || t.nome_cidade"},
    // Not the application's: DryRunReport::is_pending.
    Table{"ciclo_evento", "t.kind, t.key"},
};

// The statements are the same for every table, so they are made from its name; it never comes from outside.

// Rows whose version is of the transaction $1, or of a savepoint in it: that has a younger number, and rows
// of a younger transaction that is still in progress are seen by itself alone. (pg_xact_status() takes
// numbers that do not begin again.)
std::string written_rows(const Table& table) {
    return fmt::format(
        "SELECT id FROM {} WHERE CASE WHEN xmin = $1::xid THEN true WHEN age(xmin) < age($1::xid)"
        " THEN pg_xact_status((txid_current() - mod(txid_current(), 4294967296) + "
        "xmin::text::bigint)::text::xid8)"
        " = 'in progress' END",
        table.name);
}

// Rows whose end is of the transaction $1.
std::string ended_rows(const Table& table) {
    return fmt::format("SELECT id FROM {} WHERE xmax = $1::xid", table.name);
}

std::string rows_there(const Table& table) {
    return fmt::format("SELECT id FROM {} WHERE id = ANY ($1::bigint[])", table.name);
}

std::string keys(const Table& table) {
    return fmt::format(
        "SELECT t.id, concat_ws(', ', {}) AS key FROM {} t WHERE t.id = ANY ($1::bigint[])"
        " ORDER BY t.id",
        table.key, table.name);
}

// Whole rows as one JSON array: in text form both sides of a comparison look the same.
std::string whole_rows(const Table& table) {
    return fmt::format("SELECT json_agg(t) FROM {} t WHERE t.id = ANY ($1::bigint[])", table.name);
}

// One row for each column in which the rows of $1 (json) differ from those of the table. OFFSET 0 keeps the
// two conversions from being done again for each column.
std::string differences(const Table& table) {
    return fmt::format(
        "SELECT v.id, c.name, v.before ->> c.name AS before, v.after ->> c.name AS after"
        "  FROM (SELECT t.id, n.row, to_jsonb(t) AS before, n.row::jsonb AS after"
        "          FROM json_array_elements($1::json) n (row) JOIN {} t ON t.id = (n.row ->> 'id')::bigint"
        "        OFFSET 0) v"
        " CROSS JOIN LATERAL json_object_keys(v.row) WITH ORDINALITY c (name, place)"
        " WHERE v.before ->> c.name IS DISTINCT FROM v.after ->> c.name"
        " ORDER BY v.id, c.place",
        table.name);
}

Ids first_column(const postgres::Result& result) {
    Ids out;
    for (int row = 0; row < result.rows(); ++row) out.push_back(result.integer(row, 0));
    std::sort(out.begin(), out.end());
    return out;
}

// Both sorted.
Ids without(const Ids& all, const Ids& some) {
    Ids out;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(out));
    return out;
}

class Comparison {
  public:
    Comparison(postgres::Connection& writer, postgres::Connection& baseline, RowSink* rows)
        : m_writer(writer),
          m_baseline(baseline),
          m_rows(rows),
          m_transaction(writer.execute(sql::transaction_id).text(0, 0)) {}

    TableChanges compare(const Table& table);

  private:
    // Sorted.
    Ids ids_of(postgres::Connection& connection, const std::string& sql) const;
    template <typename Action>
    static void in_batches(const Ids& ids, const Action& action);
    void compare_written(const Table& table, const Ids& ids, TableChanges& changes);
    long long compare_updated(const Table& table, const Ids& ids);
    // Hands over the rows with these ids, as `connection` sees them; `columns` by id.
    void add(const Table& table, Change change, postgres::Connection& connection, const Ids& ids,
             std::map<std::int64_t, std::vector<ColumnChange>> columns = {});

    postgres::Connection& m_writer;
    postgres::Connection& m_baseline;
    RowSink* m_rows;
    std::string m_transaction;
};

TableChanges Comparison::compare(const Table& table) {
    TableChanges changes{table.name};
    const auto written = ids_of(m_writer, written_rows(table));
    in_batches(written, [&](const Ids& ids) { compare_written(table, ids, changes); });
    // Besides updated rows, those that the transaction deleted or only locked.
    const auto ended = without(ids_of(m_baseline, ended_rows(table)), written);
    in_batches(ended, [&](const Ids& ids) {
        const auto left = first_column(m_writer.execute(rows_there(table), {postgres::array_literal(ids)}));
        const auto deleted = without(ids, left);
        changes.deleted += static_cast<long long>(deleted.size());
        add(table, Change::deleted, m_baseline, deleted);
    });
    return changes;
}

Ids Comparison::ids_of(postgres::Connection& connection, const std::string& sql) const {
    Ids ids;
    connection.for_each_row(sql, [&](const postgres::Result& row) { ids.push_back(row.integer(0, 0)); },
                            {m_transaction});
    std::sort(ids.begin(), ids.end());
    return ids;
}

template <typename Action>
void Comparison::in_batches(const Ids& ids, const Action& action) {
    for (std::size_t begin = 0; begin < ids.size(); begin += k_batch) {
        const auto end = std::min(begin + k_batch, ids.size());
        action(Ids(ids.begin() + static_cast<std::ptrdiff_t>(begin),
                   ids.begin() + static_cast<std::ptrdiff_t>(end)));
    }
}

void Comparison::compare_written(const Table& table, const Ids& ids, TableChanges& changes) {
    const auto known = first_column(m_baseline.execute(rows_there(table), {postgres::array_literal(ids)}));
    const auto inserted = without(ids, known);
    changes.inserted += static_cast<long long>(inserted.size());
    add(table, Change::inserted, m_writer, inserted);
    if (!known.empty()) changes.updated += compare_updated(table, known);
}

long long Comparison::compare_updated(const Table& table, const Ids& ids) {
    const auto after = m_writer.execute(whole_rows(table), {postgres::array_literal(ids)}).text(0, 0);
    const auto found = m_baseline.execute(differences(table), {after});
    std::map<std::int64_t, std::vector<ColumnChange>> columns;
    for (int row = 0; row < found.rows(); ++row) {
        const postgres::NamedRow differing(found, row);
        columns[differing.integer("id")].push_back(
            {differing.text("name"), differing.get("before"), differing.get("after")});
    }
    Ids different;
    for (const auto& [id, changed] : columns) different.push_back(id);
    add(table, Change::updated, m_writer, different, std::move(columns));
    return static_cast<long long>(different.size());
}

void Comparison::add(const Table& table, Change change, postgres::Connection& connection, const Ids& ids,
                     std::map<std::int64_t, std::vector<ColumnChange>> columns) {
    if (m_rows == nullptr || ids.empty()) return;
    const auto found = connection.execute(keys(table), {postgres::array_literal(ids)});
    for (int row = 0; row < found.rows(); ++row) {
        const postgres::NamedRow shown(found, row);
        m_rows->add({table.name, change, shown.text("key"), std::move(columns[shown.integer("id")])});
    }
}

// What the role may not write it has not written, and need not be able to read.
bool may_write(postgres::Connection& connection, const Table& table) {
    return connection.execute(sql::may_write, {std::string(table.name)}).boolean(0, 0);
}

}  // namespace

std::string_view name_of(Change change) {
    switch (change) {
        case Change::inserted:
            return "inserted";
        case Change::updated:
            return "updated";
        case Change::deleted:
            return "deleted";
    }
    return "";
}

std::vector<TableChanges> find_changes(postgres::Connection& writer, postgres::Connection& baseline,
                                       RowSink* rows) {
    Comparison comparison(writer, baseline, rows);
    std::vector<TableChanges> out;
    for (const auto& table : k_tables) {
        if (!may_write(baseline, table)) continue;
        const auto changes = comparison.compare(table);
        if (changes.rows() > 0) out.push_back(changes);
    }
    return out;
}

std::vector<std::string> comparing_statements() {
    std::vector<std::string> out;
    for (const auto& table : k_tables) out.push_back(keys(table));
    return out;
}

std::vector<std::string_view> watched_tables() {
    std::vector<std::string_view> names;
    for (const auto& table : k_tables) names.push_back(table.name);
    return names;
}

}  // namespace ciclo
