#include "ciclo/removed.hpp"

#include "ciclo/sql.hpp"

namespace ciclo {

RemovedList read_removed(postgres::Connection& connection, const std::string& time_zone, int most,
                         const std::vector<std::string>& pedidos, const std::vector<std::string>& nfs) {
    const auto list = [](const std::vector<std::string>& names) {
        return names.empty() ? postgres::Param() : postgres::Param(postgres::array_literal(names));
    };
    const auto result =
        connection.execute(sql::removed, {time_zone, std::to_string(most), list(pedidos), list(nfs)});
    RemovedList out;
    for (int place = 0; place < result.rows(); ++place) {
        const postgres::NamedRow row(result, place);
        out.total = row.integer("total");
        out.rows.push_back({row.integer("id"), row.text("table_name"), row.integer("record_id"),
                            row.text("reason"), row.text("execution"),
                            from_odoo(row.text("removed_at")).value_or(UtcSeconds{}),
                            row.text("local_removed_at"), row.text("pedido"), row.text("numero_nf"),
                            row.text("cod_produto"), row.text("lote"), row.text("row")});
    }
    return out;
}

}  // namespace ciclo
