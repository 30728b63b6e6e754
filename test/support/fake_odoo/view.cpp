#include "fake_odoo/view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
namespace {

const std::map<std::string, std::vector<std::string>, std::less<>> k_groups{
    {"account.move.line",
     {"Invoicing/Billing", "Invoicing/Billing Administrator", "Sales/User: Own Documents Only",
      "Technical/Show Accounting Features - Readonly", "User types/Portal"}},
    {"sale.order",
     {"Inventory/User", "Invoicing/Billing", "Sales/Administrator", "Sales/User: Own Documents Only",
      "Technical/Show Accounting Features - Readonly", "Technical/Show Full Accounting Features",
      "User types/Portal"}},
};

std::string refusal(const Model& model) {
    std::string text =
        fmt::format("You are not allowed to access '{}' ({}) records.\n\n", model.label, model.name);
    const auto groups = k_groups.find(model.name);
    if (groups == k_groups.end()) {
        text += "No group currently allows this operation.";
    } else {
        text += "This operation is allowed for the following groups:";
        for (const std::string& group : groups->second) text += "\n\t- " + group;
    }
    return text + "\n\nContact your administrator to request access if necessary.";
}

}  // namespace

const Model& View::model(std::string_view name) const {
    const Model* found = m_store.schema().find(name);
    if (found == nullptr || m_rules.removed_models.contains(std::string(name)))
        throw OdooError::user_error(fmt::format("Object {} doesn't exist", name));
    return *found;
}

const Field* View::field(const Model& model, std::string_view name) const {
    if (m_rules.removed_fields.contains({model.name, std::string(name)})) return nullptr;
    return model.find(name);
}

bool View::is_denied(const Model& model, const Field& field) const {
    return m_rules.denied_fields.contains({model.name, field.name});
}

bool View::is_visible(const Model& model, long long id) const {
    if (m_rules.hidden.empty()) return true;
    const auto rules = m_rules.hidden.find(model.name);
    if (rules == m_rules.hidden.end()) return true;
    return std::none_of(rules->second.begin(), rules->second.end(),
                        [&](const auto& hides) { return hides(id); });
}

void View::check_access(const Model& model) const {
    const auto denied = m_rules.denied_models.find(model.name);
    if (denied == m_rules.denied_models.end()) return;
    if (denied->second.empty() || denied->second.contains(m_uid))
        throw OdooError::access_error(refusal(model));
}

void View::check_access(const Model& model, const Field& field) const {
    if (!is_denied(model, field)) return;
    throw OdooError::access_error(
        fmt::format("The requested operation can not be completed due to security restrictions.\n\nDocument "
                    "type: {} ({})\n"
                    "Operation: read\nUser: {}\nFields:\n- {} (always forbidden)",
                    model.label, model.name, m_uid, field.name));
}

void View::check_records(const Model& model) const {
    if (m_rules.denied_records.contains(model.name)) throw OdooError::access_error(refusal(model));
}

}  // namespace ciclo::fake_odoo
