#include <fmt/core.h>

#include <algorithm>

#include "staging/staging.hpp"

namespace ciclo::staging {
namespace {

std::string configured_name(const Model& model, const Field& field,
                            const std::map<std::string, std::string>& renamed) {
    const auto it = renamed.find(fmt::format("{}.{}", model.name, field.name));
    return it == renamed.end() ? std::string(field.name) : it->second;
}

std::vector<std::string> optional_models() {
    std::vector<std::string> names;
    for (const auto& model : models()) {
        if (model.optional) names.emplace_back(model.name);
    }
    return names;
}

bool is_read(const std::string& full_name) {
    return std::any_of(models().begin(), models().end(), [&](const Model& model) {
        return std::any_of(model.fields.begin(), model.fields.end(), [&](const Field& field) {
            return full_name == fmt::format("{}.{}", model.name, field.name);
        });
    });
}

// Renames of fields that this program never reads: most likely a slip of the pen.
std::vector<std::string> unknown_renames(const std::map<std::string, std::string>& renamed) {
    std::vector<std::string> faults;
    for (const auto& [full_name, other] : renamed) {
        if (!is_read(full_name))
            faults.push_back(
                fmt::format("{}={}: '{}' is not a field that is read", full_name, other, full_name));
    }
    return faults;
}

void add_once(std::vector<std::string>& list, const std::string& entry) {
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
}

}  // namespace

Catalog Catalog::discover(odoo::Reader& reader, const std::map<std::string, std::string>& renamed) {
    auto found = compare(reader.field_types(wanted(renamed), optional_models()), renamed);
    if (found.faults.empty()) return std::move(found.catalog);
    std::string message = "fields of Odoo that are needed or named cannot be used:";
    for (const auto& [model, faults] : found.faults) {
        for (const auto& fault : faults) message += "\n  " + fault;
    }
    throw Error(ErrorKind::config, message, k_field_remedy);
}

// Once a model, however many projections it has.
std::map<std::string, std::vector<std::string>> Catalog::wanted(
    const std::map<std::string, std::string>& renamed) {
    std::map<std::string, std::set<std::string>> names;
    for (const auto& model : models()) {
        for (const auto& field : model.fields) {
            names[std::string(model.name)].insert(configured_name(model, field, renamed));
        }
    }
    std::map<std::string, std::vector<std::string>> out;
    for (const auto& [model, fields] : names) out[model].assign(fields.begin(), fields.end());
    return out;
}

Discovery Catalog::compare(const std::map<std::string, odoo::FieldTypes>& types,
                           const std::map<std::string, std::string>& renamed) {
    Discovery found;
    if (auto unknown = unknown_renames(renamed); !unknown.empty()) found.faults[""] = std::move(unknown);
    for (const auto& model : models()) {
        found.catalog.m_fields[model.table];
        const auto known = types.find(std::string(model.name));
        if (known == types.end()) {
            if (model.optional) found.catalog.m_closed.insert(model.table);
            continue;
        }
        if (known->second.empty() && model.optional) {
            add_once(found.catalog.m_missing, std::string(model.name));
            continue;
        }
        for (const auto& field : model.fields)
            found.catalog.take(model, field, known->second, renamed, found.faults);
    }
    return found;
}

void Catalog::take(const Model& model, const Field& field, const odoo::FieldTypes& known,
                   const std::map<std::string, std::string>& renamed,
                   std::map<std::string, std::vector<std::string>>& faults) {
    const auto name = configured_name(model, field, renamed);
    const auto type = known.find(name);
    const auto full_name = fmt::format("{}.{}", model.name, name);
    if (type != known.end() && accepts(field.kind, type->second)) {
        m_fields[model.table].push_back({field.column, name, type->second, field.kind});
    } else if (type != known.end()) {
        add_once(faults[std::string(model.name)],
                 fmt::format("{} is of type '{}', which cannot be used here", full_name, type->second));
    } else if (field.optional && name == field.name) {
        add_once(m_missing, full_name);
    } else {
        // What a person named must be there; only a default may be absent.
        add_once(faults[std::string(model.name)], full_name + " does not exist or may not be read");
    }
}

bool Catalog::has(const Model& model) const {
    return !m_fields.at(model.table).empty();
}

const std::vector<DecodedField>& Catalog::fields(const Model& model) const {
    return m_fields.at(model.table);
}

std::string Catalog::field_name(const Model& model, std::string_view column) const {
    const auto& fields = m_fields.at(model.table);
    const auto it =
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.column == column; });
    return it == fields.end() ? std::string() : it->odoo_name;
}

}  // namespace ciclo::staging
