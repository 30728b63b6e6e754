#include "staging/selection.hpp"

#include "staging/kinds.hpp"

namespace ciclo::staging {
namespace {

// Numbers in one request: with the ids that it leaves out, its text stays far below the body limit of 1 MB
// that web servers often have. Each end of a name is a comparison with every invoice.
constexpr std::size_t k_numbers = 500;
constexpr std::size_t k_names = 50;

const DecodedField& number_field(const StageContext& context) {
    return *context.staging.catalog().find(k_move, "numero_nf");
}

}  // namespace

using odoo::Domain;

std::string field(const StageContext& context, const Model& model, std::string_view column) {
    return context.staging.catalog().field_name(model, column);
}

bool has_field(const StageContext& context, const Model& model, std::string_view column) {
    return !field(context, model, column).empty();
}

Domain wanted_kinds(const StageContext& context, const Model& model) {
    const auto& config = context.config;
    auto wanted = of_kinds(context.staging.catalog(), model, config.tipos_pedido);
    if (config.excluded_companies.empty()) return wanted;
    return wanted & Domain::not_in("company_id", config.excluded_companies);
}

Domain other_kinds(const StageContext& context, const Model& model) {
    const auto& config = context.config;
    auto others = of_other_kinds(context.staging.catalog(), model, config.tipos_pedido);
    if (config.excluded_companies.empty()) return others;
    return others | Domain::in("company_id", config.excluded_companies);
}

Domain has_number(const StageContext& context) {
    if (const auto& number = number_field(context); number.is_searchable)
        return Domain::leaf(number.odoo_name, "!=", false);
    return Domain::leaf(field(context, k_move, "tipo_pedido"), "!=", false);
}

Domain has_no_number(const StageContext& context, const std::string& path) {
    if (const auto& number = number_field(context); number.is_searchable) {
        return Domain::leaf(path + number.odoo_name, "=", false) |
               Domain::leaf(path + number.odoo_name, "=", "");
    }
    return Domain::leaf(path + field(context, k_move, "tipo_pedido"), "=", false);
}

Domain with_numbers(const StageContext& context, const std::vector<std::string>& numbers) {
    if (const auto& number = number_field(context); number.is_searchable)
        return Domain::in(number.odoo_name, numbers);
    const auto name = field(context, k_move, "name");
    std::vector<Domain> names{Domain::in(name, numbers)};
    for (const auto& number : numbers) names.push_back(Domain::ends_with(name, " " + number));
    return Domain::any_of(names);
}

std::size_t numbers_per_request(const StageContext& context) {
    return number_field(context).is_searchable ? k_numbers : k_names;
}

Domain changed(const Window& window) {
    return Domain::since("write_date", window.from) | Domain::leaf("write_date", "=", false) |
           Domain::since("create_date", window.status_from);
}

Domain made_before_end(const Window& window) {
    return Domain::before("create_date", window.to) | Domain::leaf("create_date", "=", false);
}

}  // namespace ciclo::staging
