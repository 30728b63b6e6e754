#include "staging/references.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "staging/sql.hpp"

namespace ciclo::staging {
namespace {

const Model* small_model(std::string_view table) {
    const auto& all = models();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& model) { return model.table == table; });
    return found != all.end() && found->is_small ? &*found : nullptr;
}

}  // namespace

IdsByTable RememberedReferences::recall(IdsByTable& wanted) const {
    std::vector<std::string> inserts;
    std::vector<std::string> returned;
    std::vector<postgres::Param> params{to_odoo(m_since)};
    for (const auto& [table, ids] : wanted) {
        const auto* model = small_model(table);
        if (model == nullptr) continue;
        params.emplace_back(postgres::array_literal(ids));
        inserts.push_back(fmt::format(
            "of_{0} AS (INSERT INTO {0} SELECT p.* FROM ciclo_referencia r"
            " CROSS JOIN LATERAL jsonb_populate_record(NULL::{0}, r.record) p WHERE r.model = '{1}'"
            " AND r.record_id = ANY (${2}::bigint[]) AND r.read_at > $1::timestamp RETURNING id)",
            table, model->name, params.size()));
        returned.push_back(fmt::format("SELECT '{0}' AS table_name, id FROM of_{0}", table));
    }
    IdsByTable recalled;
    if (inserts.empty()) return recalled;
    const auto result = m_connection.execute(
        fmt::format("WITH {} {}", fmt::join(inserts, ", "), fmt::join(returned, " UNION ALL ")), params);
    for (int row = 0; row < result.rows(); ++row) {
        auto& ids = wanted[result.text(row, 0)];
        ids.erase(std::find(ids.begin(), ids.end(), result.integer(row, 1)));
        recalled[result.text(row, 0)].push_back(result.integer(row, 1));
    }
    std::erase_if(wanted, [](const auto& of_table) { return of_table.second.empty(); });
    return recalled;
}

void remember_references(postgres::Connection& connection, const IdsByTable& read, UtcSeconds now,
                         bool is_full) {
    if (is_full) connection.execute(sql::forget_references);
    std::vector<std::string> selects;
    std::vector<postgres::Param> params{to_odoo(now)};
    for (const auto& [table, ids] : read) {
        const auto* model = small_model(table);
        if (model == nullptr) continue;
        params.emplace_back(postgres::array_literal(ids));
        selects.push_back(fmt::format(
            "SELECT '{1}', t.id, to_jsonb(t), $1::timestamp FROM {0} t WHERE t.id = ANY (${2}::bigint[])",
            table, model->name, params.size()));
    }
    if (selects.empty()) return;
    connection.execute(fmt::format("INSERT INTO ciclo_referencia (model, record_id, record, read_at) {} ON "
                                   "CONFLICT (model, record_id)"
                                   " DO UPDATE SET record = excluded.record, read_at = excluded.read_at",
                                   fmt::join(selects, " UNION ALL ")),
                       params);
}

}  // namespace ciclo::staging
