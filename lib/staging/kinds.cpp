#include "staging/kinds.hpp"

#include <algorithm>
#include <set>

namespace ciclo::staging {
namespace {

using odoo::Domain;

const DecodedField* kind_field(const Catalog& catalog, const Model& model) {
    const auto* field = catalog.find(model, "tipo_pedido");
    return field == nullptr || field->odoo_name.empty() ? nullptr : field;
}

bool is_record(const DecodedField& field) {
    return field.odoo_type == "many2one";
}

std::set<std::string> words_of(const std::vector<std::string>& kinds) {
    std::set<std::string> out;
    for (const auto& kind : kinds) out.insert(kind_word(kind));
    return out;
}

// The records whose word is one of these.
std::vector<std::int64_t> ids_of(const Catalog& catalog, const std::vector<std::string>& kinds) {
    const auto wanted = words_of(kinds);
    std::vector<std::int64_t> ids;
    for (const auto& [id, word] : catalog.kinds()) {
        if (wanted.contains(word)) ids.push_back(id);
    }
    return ids;
}

}  // namespace

std::vector<std::string> staged_kinds(const Catalog& catalog, const std::vector<std::string>& wanted) {
    std::set<std::string> out(wanted.begin(), wanted.end());
    if (catalog.profile().kinds == KindsBy::record) out.merge(words_of(wanted));
    if (catalog.profile().kinds == KindsBy::nothing) out.emplace(k_any_kind);
    return {out.begin(), out.end()};
}

bool has_kinds(const Catalog& catalog, const Model& model) {
    const auto* field = kind_field(catalog, model);
    return field != nullptr && !(is_record(*field) && catalog.profile().kinds == KindsBy::nothing);
}

Domain of_kinds(const Catalog& catalog, const Model& model, const std::vector<std::string>& kinds) {
    const auto* field = kind_field(catalog, model);
    if (field == nullptr) return {};
    if (!is_record(*field)) return Domain::in(field->odoo_name, kinds);
    if (!has_kinds(catalog, model)) return Domain::leaf(field->odoo_name, "!=", false);
    return Domain::in(field->odoo_name, ids_of(catalog, kinds));
}

Domain of_other_kinds(const Catalog& catalog, const Model& model, const std::vector<std::string>& kinds) {
    const auto* field = kind_field(catalog, model);
    if (field == nullptr) return !Domain();
    if (!is_record(*field)) return Domain::not_in(field->odoo_name, kinds);
    if (!has_kinds(catalog, model)) return Domain::leaf(field->odoo_name, "=", false);
    return Domain::not_in(field->odoo_name, ids_of(catalog, kinds));
}

bool are_kinds_records(const Catalog& catalog, const Model& model) {
    const auto* field = kind_field(catalog, model);
    return field != nullptr && is_record(*field) && catalog.profile().kinds == KindsBy::record;
}

std::vector<std::string> recorded_kinds(const Catalog& catalog) {
    std::set<std::string> words;
    for (const auto& [id, word] : catalog.kinds()) words.insert(word);
    return {words.begin(), words.end()};
}

}  // namespace ciclo::staging
