#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "staging/staging.hpp"

namespace ciclo::staging {
namespace {

// The later name where this Odoo has the field under that one only, and nobody named another.
std::string name_in(const odoo::FieldTypes& known, const Field& field, std::string name) {
    const bool is_later = name == field.name && !field.later.empty() && !known.contains(name);
    return is_later ? std::string(field.later) : std::move(name);
}

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

// The columns by which Odoo is asked to search, where a name can be configured.
constexpr std::array<std::string_view, 17> k_searched{
    "stg_move.move_type",           "stg_move.company_id",   "stg_move.date",
    "stg_move.numero_nf",           "stg_move.tipo_pedido",  "stg_move.state",
    "stg_return.reversed_entry_id", "stg_move_line.move_id", "stg_move_line.sale_line_ids",
    "stg_move_line.display_type",   "stg_order.name",        "stg_order.company_id",
    "stg_order.tipo_pedido",        "stg_order.state",       "stg_order_line.order_id",
    "stg_order_line.qty_saldo",     "stg_move.write_date"};

// Where references() does not lead: what ids are compared with, but never looked up.
struct Lead {
    std::string_view column;
    std::string_view model;
};
constexpr std::array k_leads{
    Lead{"company_id", "res.company"},         Lead{"sale_line_ids", "sale.order.line"},
    Lead{"reversed_entry_id", "account.move"}, Lead{"country_id", "res.country"},
    Lead{"commercial_id", "res.partner"},      Lead{"tag_ids", "crm.tag"}};

// The model that ids of this column are taken for; "" where it does not matter.
std::string_view model_behind(const Model& model, const Field& field) {
    if (field.column == model.parent_field) return model.parent_model;
    if (field.column == "line_ids") return model.table == k_move.table ? k_move_line.name : k_order_line.name;
    for (const auto& lead : k_leads) {
        if (lead.column == field.column) return lead.model;
    }
    for (const auto& reference : references()) {
        if (reference.table != model.table || reference.column != field.column) continue;
        for (const auto& target : models()) {
            if (target.table == reference.target) return target.name;
        }
    }
    return {};
}

// Why the field cannot be used, behind its name; "" where it can.
std::string fault_of(const Model& model, const Field& field, const odoo::FieldInfo& info) {
    if (!accepts(field.kind, info.type))
        return fmt::format(" is of type '{}', which cannot be used here", info.type);
    const auto wanted = model_behind(model, field);
    if (!info.relation.empty() && !wanted.empty() && info.relation != wanted)
        return fmt::format(" leads to {}, not to {}", info.relation, wanted);
    const bool is_searched = std::find(k_searched.begin(), k_searched.end(),
                                       fmt::format("{}.{}", model.table, field.column)) != k_searched.end();
    if (is_searched && !info.is_searchable) return " is not stored: Odoo cannot search by it";
    return {};
}

void add_once(std::vector<std::string>& list, const std::string& entry) {
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
}

}  // namespace

odoo::ModelFields Catalog::ask(odoo::Reader& reader, const std::map<std::string, std::string>& renamed) {
    return reader.field_types(wanted(renamed), optional_models());
}

Catalog Catalog::of(const odoo::ModelFields& types, const std::map<std::string, std::string>& renamed) {
    auto found = compare(types, renamed);
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
            if (!field.later.empty()) names[std::string(model.name)].emplace(field.later);
        }
    }
    std::map<std::string, std::vector<std::string>> out;
    for (const auto& [model, fields] : names) out[model].assign(fields.begin(), fields.end());
    return out;
}

Discovery Catalog::compare(const odoo::ModelFields& types,
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
    const auto name = name_in(known, field, configured_name(model, field, renamed));
    const auto type = known.find(name);
    const auto full_name = fmt::format("{}.{}", model.name, name);
    if (type != known.end()) {
        const auto wrong = fault_of(model, field, type->second);
        if (wrong.empty()) {
            m_fields[model.table].push_back({field.column, name, type->second.type, field.kind});
        } else {
            add_once(faults[std::string(model.name)], full_name + wrong);
        }
    } else if (field.optional && name == field.name) {
        if (!field.of_versions) add_once(m_missing, full_name);
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
