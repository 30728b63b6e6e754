#include "faturamento/completeness.hpp"

#include <fmt/core.h>

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
                           row.text("examples"));
    });
}

}  // namespace ciclo::faturamento
