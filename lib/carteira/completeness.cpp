#include "carteira/completeness.hpp"

#include <fmt/core.h>

#include "base/text.hpp"
#include "carteira/sql.hpp"
#include "staging/visibility.hpp"

namespace ciclo::carteira {
namespace {

using staging::StageContext;

std::string absent_examples(StageContext& context) {
    return visible(context.connection.execute(sql::absent_examples).text(0, 0));
}

// Record rules hide pedidos from a count as they do from a list; an answer that lost records says nothing to
// one. Counted only where something is absent.
void prove_absent(StageContext& context) {
    auto& staging = context.staging;
    const auto names = staging.texts(sql::absent_names);
    if (names.empty()) return;
    const auto by_name = staging.count(staging.counts_of(staging::k_sweep, "name", names));
    const auto by_id = staging.count(staging.counts_of(staging::k_sweep, staging.ids(sql::absent_known_ids)));
    if (by_name == 0 && by_id == 0) return;
    throw Error(
        ErrorKind::odoo_answer,
        fmt::format("sale.order: of {} pedidos that are active here Odoo sent none and counts {} by name, "
                    "{} by id: {} ...",
                    names.size(), by_name, by_id, absent_examples(context)),
        "records were lost in transit or created meanwhile; the next run reads them again; if it repeats, "
        "check the proxies between Odoo and this program"_tr);
}

}  // namespace

void check_absence(StageContext& context) {
    if (context.live.is_as_remembered) return;
    const auto result = context.connection.execute(sql::note_gone);
    const postgres::NamedRow row(result);
    const auto known = row.integer("known");
    const auto absent = row.integer("absent");
    if (context.config.has_selection() || absent == 0) return;
    prove_absent(context);
    staging::check_absence(context, known, absent, [&] {
        return fmt::format("Odoo does not show {} of {} pedidos that are active here: {} ...", absent, known,
                           absent_examples(context));
    });
}

}  // namespace ciclo::carteira
