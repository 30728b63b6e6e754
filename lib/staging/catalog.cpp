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

// Names that fields_get must be asked for, once a model however many projections it has.
std::map<std::string, std::vector<std::string>> wanted_names(
    const std::map<std::string, std::string>& renamed) {
    std::map<std::string, std::set<std::string>> wanted;
    for (const auto& model : models()) {
        for (const auto& field : model.fields) {
            wanted[std::string(model.name)].insert(configured_name(model, field, renamed));
        }
    }
    std::map<std::string, std::vector<std::string>> names;
    for (const auto& [model, fields] : wanted) names[model].assign(fields.begin(), fields.end());
    return names;
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
                fmt::format("{}={}: '{}' is no field that is read", full_name, other, full_name));
    }
    return faults;
}

void add_once(std::vector<std::string>& list, const std::string& entry) {
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
}

}  // namespace

Catalog Catalog::discover(odoo::Reader& reader, const std::map<std::string, std::string>& renamed) {
    const auto types = reader.field_types(wanted_names(renamed), optional_models());
    Catalog catalog;
    std::vector<std::string> faults = unknown_renames(renamed);
    for (const auto& model : models()) {
        auto& fields = catalog.m_fields[model.table];
        const auto& known = types.at(std::string(model.name));
        if (known.empty() && model.optional) {
            add_once(catalog.m_missing, std::string(model.name));
            continue;
        }
        for (const auto& field : model.fields) {
            const auto name = configured_name(model, field, renamed);
            const auto type = known.find(name);
            const auto full_name = fmt::format("{}.{}", model.name, name);
            if (type == known.end()) {
                // What a person named must be there; only a default may be absent.
                const bool may_be_absent = field.optional && name == field.name;
                add_once(may_be_absent ? catalog.m_missing : faults,
                         may_be_absent ? full_name : full_name + " does not exist or may not be read");
            } else if (!accepts(field.kind, type->second)) {
                add_once(faults, fmt::format("{} is of type '{}', which cannot be used here", full_name,
                                             type->second));
            } else {
                fields.push_back({field.column, name, type->second, field.kind});
            }
        }
    }
    if (faults.empty()) return catalog;
    std::string message = "fields of Odoo that are needed or named cannot be used:";
    for (const auto& fault : faults) message += "\n  " + fault;
    throw Error(
        ErrorKind::config, message,
        "give the user read access to the field, or name another field with CICLO_FIELDS=model.field=other"_tr);
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
