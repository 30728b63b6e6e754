#include "staging/selection.hpp"

namespace ciclo::staging {

using odoo::Domain;

std::string field(const StageContext& context, const Model& model, std::string_view column) {
    return context.staging.catalog().field_name(model, column);
}

bool has_field(const StageContext& context, const Model& model, std::string_view column) {
    return !field(context, model, column).empty();
}

Domain wanted_kinds(const StageContext& context, const Model& model) {
    const auto& config = context.config;
    auto wanted = Domain::in(field(context, model, "tipo_pedido"), config.tipos_pedido);
    if (config.excluded_companies.empty()) return wanted;
    return wanted & Domain::not_in("company_id", config.excluded_companies);
}

Domain other_kinds(const StageContext& context, const Model& model) {
    const auto& config = context.config;
    auto others = Domain::not_in(field(context, model, "tipo_pedido"), config.tipos_pedido);
    if (config.excluded_companies.empty()) return others;
    return others | Domain::in("company_id", config.excluded_companies);
}

Domain changed(const Window& window) {
    return Domain::since("write_date", window.from) | Domain::leaf("write_date", "=", false) |
           Domain::since("create_date", window.status_from);
}

Domain made_before_end(const Window& window) {
    return Domain::before("create_date", window.to) | Domain::leaf("create_date", "=", false);
}

}  // namespace ciclo::staging
