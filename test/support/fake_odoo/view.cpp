#include "fake_odoo/view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fake_odoo/access.hpp"
#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
const Model& View::model(std::string_view name) const {
    const Model* found = m_store.schema().find(stored_name(name));
    if (found == nullptr || !is_there(found->localisations) || m_rules.removed_models.contains(found->name))
        throw OdooError::user_error(fmt::format("Object {} doesn't exist", name));
    return *found;
}

const Field* View::field(const Model& model, std::string_view name) const {
    if (m_rules.removed_fields.contains({model.name, std::string(name)})) return nullptr;
    const Field* found = model.find(name);
    return found == nullptr || !is_there(found->localisations) ? nullptr : found;
}

bool View::is_there(const std::string& localisations) const {
    return localisations.empty() || localisations.find(" " + m_rules.localisation + " ") != std::string::npos;
}

// Cities are the same records under another name.
std::string_view View::stored_name(std::string_view model) const {
    constexpr std::string_view k_ciel = "l10n_br_ciel_it_account.res.municipio";
    constexpr std::string_view k_others = "res.city";
    if (m_rules.localisation == "ciel") return model;
    return model == k_others ? k_ciel : model == k_ciel ? "" : model;
}

// Of the keys a user sees none but the own ones.
bool View::is_own(const Model& model, long long id) const {
    const Record* key = m_store.find(model, id);
    return key != nullptr && key->cells[model.find("user_id")->cell].as_int() == m_uid;
}

bool View::is_denied(const Model& model, const Field& field) const {
    if (field.name == "totp_secret") return true;
    return m_rules.denied_fields.contains({model.name, field.name});
}

bool View::is_visible(const Model& model, long long id) const {
    if (model.name == "res.users.apikeys" && !is_own(model, id)) return false;
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
    if (is_since(19))
        throw OdooError::access_error(
            fmt::format("You do not have enough rights to access the field \"{}\" on {} ({}). Please contact "
                        "your system administrator.\n\nOperation: read\nUser: {}\nGroups: always forbidden",
                        field.name, model.label, model.name, m_uid));
    throw OdooError::access_error(
        fmt::format("The requested operation can not be completed due to security restrictions.\n\nDocument "
                    "type: {} ({})\n"
                    "Operation: read\nUser: {}\nFields:\n- {} (always forbidden)",
                    model.label, model.name, m_uid, field.name));
}

void View::check_records(const Model& model) const {
    const auto groups = m_rules.groups.find(m_uid);
    const bool is_refused = groups != m_rules.groups.end() && !may_read(model.name, groups->second);
    const auto denied = m_rules.denied_records.find(model.name);
    const bool is_denied =
        denied != m_rules.denied_records.end() && (denied->second.empty() || denied->second.contains(m_uid));
    if (is_refused || is_denied) throw OdooError::access_error(refusal(model));
}

}  // namespace ciclo::fake_odoo
