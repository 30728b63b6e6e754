#include "faturamento/completeness.hpp"

#include <fmt/core.h>

#include "base/fuse.hpp"
#include "base/text.hpp"
#include "faturamento/sql.hpp"
#include "staging/visibility.hpp"

namespace ciclo::faturamento {

void check_absence(staging::StageContext& context) {
    if (!context.window.full) return;
    const auto result = context.connection.execute(sql::count_absent);
    const postgres::NamedRow row(result);
    const auto known = row.integer("known");
    const auto absent = row.integer("absent");
    staging::check_absence(context, known, absent, [&] {
        return fmt::format("Odoo does not show {} of {} NFs that are known here: {} ...", absent, known,
                           visible(row.text("examples")));
    });
}

void check_lost(staging::StageContext& context) {
    const auto result = context.connection.execute(sql::count_lost, {context.window.full ? "t" : "f"});
    const postgres::NamedRow row(result);
    const auto known = row.integer("known");
    const auto lost = row.integer("lost");
    const FuseLimits limits{context.config.absent_fuse_pedidos, context.config.absent_fuse_percent};
    if (!is_mass_removal(lost, known, limits)) return;
    throw Error(
        ErrorKind::fuse,
        fmt::format("faturamento_produto no longer holds {} of {} NFs that earlier cycles stored: {} ...",
                    lost, known, visible(row.text("examples"))),
        "was the table restored? then forget those NFs, 'DELETE FROM ciclo_nf k WHERE NOT EXISTS (SELECT 1 "
        "FROM faturamento_produto f WHERE f.numero_nf = k.numero_nf)', and run once with --full; if people "
        "excluded so many, run with a higher --absent-fuse-pedidos"_tr);
}

}  // namespace ciclo::faturamento
