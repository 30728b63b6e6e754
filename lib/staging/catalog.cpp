#include "staging/catalog.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "staging/kinds.hpp"

namespace ciclo::staging {
namespace {

// The names under which a field may be there, best first; none where the localisation has no such field.
struct Naming {
    std::vector<std::string> names;
    bool is_configured = false;  // by a person: then it is the only one, and must be there
    bool optional = false;
    bool of_versions = false;

    [[nodiscard]] const std::string& in(const odoo::FieldTypes& known) const {
        const auto it =
            std::find_if(names.begin(), names.end(), [&](const auto& name) { return known.contains(name); });
        return it == names.end() ? names.front() : *it;
    }
};

// Under what a person may name the field: as model and field are by default, here or in model.cpp.
std::vector<std::string> keys_of(const Profile& profile, const Model& model, const Field& field) {
    const auto* own = names_of(profile, model, field);
    std::vector<std::string> keys;
    for (const auto model_word : {model.name, model_name(profile, model)}) {
        keys.push_back(fmt::format("{}.{}", model_word, field.name));
        if (own != nullptr && !own->names.front().empty())
            keys.push_back(fmt::format("{}.{}", model_word, own->names.front()));
    }
    return keys;
}

void add_names(std::vector<std::string>& names, std::initializer_list<std::string_view> more) {
    for (const auto name : more) {
        if (!name.empty()) names.emplace_back(name);
    }
}

Naming naming_of(const Model& model, const Field& field, const config::Config& config) {
    const auto& profile = profile_of(config.localisation);
    const auto* own = names_of(profile, model, field);
    Naming out{{},
               false,
               field.optional || (own != nullptr && own->optional),
               field.of_versions || (own != nullptr && own->of_versions)};
    for (const auto& key : keys_of(profile, model, field)) {
        const auto it = config.fields.find(key);
        if (it == config.fields.end()) continue;
        out.names = {it->second};
        out.is_configured = true;
        return out;
    }
    if (own == nullptr)
        add_names(out.names, {field.name, field.later});
    else
        add_names(out.names, {own->names[0], own->names[1]});
    return out;
}

// Those of which Odoo may refuse fields_get without an error: what their absence means is said by compare().
std::vector<std::string> optional_models(const Profile& profile) {
    std::vector<std::string> names;
    for (const auto& model : models()) {
        if (model.optional) names.emplace_back(model_name(profile, model));
    }
    if (!profile.kind_model.empty()) names.emplace_back(profile.kind_model);
    return names;
}

std::string kind_field_key(const Profile& profile) {
    return fmt::format("{}.{}", profile.kind_model, profile.kind_field);
}

bool is_read(const Profile& profile, const std::string& full_name) {
    if (profile.kinds == KindsBy::record && full_name == kind_field_key(profile)) return true;
    return std::any_of(models().begin(), models().end(), [&](const Model& model) {
        return std::any_of(model.fields.begin(), model.fields.end(), [&](const Field& field) {
            const auto keys = keys_of(profile, model, field);
            return std::find(keys.begin(), keys.end(), full_name) != keys.end();
        });
    });
}

// Renames of fields that this program never reads: most likely a slip of the pen.
std::vector<std::string> unknown_renames(const config::Config& config) {
    const auto& profile = profile_of(config.localisation);
    std::vector<std::string> faults;
    for (const auto& [full_name, other] : config.fields) {
        if (!is_read(profile, full_name))
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
std::string_view model_behind(const Profile& profile, const Model& model, const Field& field) {
    if (field.kind == Kind::word) return profile.kind_model;
    if (field.column == model.parent_field) return model.parent_model;
    if (field.column == "line_ids") return model.table == k_move.table ? k_move_line.name : k_order_line.name;
    for (const auto& lead : k_leads) {
        if (lead.column == field.column) return lead.model;
    }
    for (const auto& reference : references()) {
        if (reference.table != model.table || reference.column != field.column) continue;
        for (const auto& target : models()) {
            if (target.table == reference.target) return model_name(profile, target);
        }
    }
    return {};
}

// What this localisation makes of a field's kind.
Kind kind_of(const Profile& profile, const Field& field) {
    const bool is_text = (field.kind == Kind::word && profile.kinds == KindsBy::text) ||
                         (field.kind == Kind::cnpj && !profile.punctuates_cnpj);
    return is_text ? Kind::text : field.kind;
}

// An NF's number may be computed where something else tells what has one (selection.hpp).
bool must_be_searchable(const Profile& profile, const Model& model, const Field& field) {
    if (profile.kinds == KindsBy::nothing && field.column == "numero_nf") return false;
    return std::find(k_searched.begin(), k_searched.end(), fmt::format("{}.{}", model.table, field.column)) !=
           k_searched.end();
}

// Why the field cannot be used, behind its name; "" where it can.
std::string fault_of(const Profile& profile, const Model& model, const Field& field,
                     const odoo::FieldInfo& info) {
    if (!accepts(kind_of(profile, field), info.type))
        return fmt::format(" is of type '{}', which cannot be used here", info.type);
    const auto wanted = model_behind(profile, model, field);
    if (!info.relation.empty() && !wanted.empty() && info.relation != wanted)
        return fmt::format(" leads to {}, not to {}", info.relation, wanted);
    if (must_be_searchable(profile, model, field) && !info.is_searchable)
        return " is not stored: Odoo cannot search by it";
    return {};
}

void add_once(std::vector<std::string>& list, const std::string& entry) {
    if (std::find(list.begin(), list.end(), entry) == list.end()) list.push_back(entry);
}

// The names of mark_fields() in this localisation; none where a person named one of them.
std::vector<std::string> marks_of(const config::Config& config) {
    std::vector<std::string> names;
    for (const auto& field : k_move.fields) {
        const auto marks = mark_fields();
        if (std::find(marks.begin(), marks.end(), field.name) == marks.end()) continue;
        const auto naming = naming_of(k_move, field, config);
        if (naming.is_configured) return {};
        names.push_back(naming.names.front());
    }
    return names;
}

config::Config with_localisation(config::Localisation localisation) {
    config::Config out;
    out.localisation = localisation;
    return out;
}

// The words of the localisations of which this Odoo has a mark, and that were not asked for.
std::vector<std::string_view> others_there(const odoo::FieldTypes& move, const Profile& asked) {
    std::vector<std::string_view> out;
    for (const auto& profile : profiles()) {
        const auto marks = marks_of(with_localisation(profile.localisation));
        if (profile.localisation != asked.localisation && move.contains(marks.front()))
            out.push_back(profile.word);
    }
    return out;
}

// Says in one sentence that not one mark is there: dozens of faults would all have this cause.
void judge_localisation(Discovery& found, const odoo::ModelFields& types, const config::Config& config) {
    const auto move = types.find(std::string(k_move.name));
    const auto marks = marks_of(config);
    if (move == types.end() || move->second.empty() || marks.empty()) return;
    if (std::any_of(marks.begin(), marks.end(), [&](const auto& m) { return move->second.contains(m); }))
        return;
    const auto& profile = profile_of(config.localisation);
    found.lacking = fmt::format("this Odoo has no {} localisation: {} has no field {}", profile.title,
                                k_move.name, fmt::join(marks, ", "));
    const auto others = others_there(move->second, profile);
    found.remedy =
        others.empty()
            ? "name the localisation that this Odoo has with --localisation (CICLO_LOCALISATION): "
              "ciel, oca or native; if it is this one, give the user read access to these fields"_tr
            : "use --localisation {} (CICLO_LOCALISATION), whose fields this Odoo has"_tr(
                  fmt::format("{}", fmt::join(others, ", ")));
}

std::string configured_kind_field(const Profile& profile, const config::Config& config) {
    const auto it = config.fields.find(kind_field_key(profile));
    return it == config.fields.end() ? std::string(profile.kind_field) : it->second;
}

// The records that say of which kind a pedido is: no staging table holds them.
void judge_kind_model(Discovery& found, const odoo::ModelFields& types, const config::Config& config) {
    const auto& profile = profile_of(config.localisation);
    if (profile.kinds != KindsBy::record) return;
    const std::string model(profile.kind_model);
    const auto field = configured_kind_field(profile, config);
    const auto known = types.find(model);
    // One that could not be asked is reported by who asked.
    if (known == types.end()) return;
    const auto info = known->second.find(field);
    if (info == known->second.end())
        add_once(found.faults[model], fmt::format("{}.{} does not exist or may not be read", model, field));
    else if (!accepts(Kind::text, info->second.type))
        add_once(found.faults[model], fmt::format("{}.{} is of type '{}', which cannot be used here", model,
                                                  field, info->second.type));
}

}  // namespace

odoo::ModelFields Catalog::ask(odoo::Reader& reader, const config::Config& config) {
    return reader.field_types(wanted(config), optional_models(profile_of(config.localisation)));
}

Catalog Catalog::of(const odoo::ModelFields& types, const config::Config& config) {
    auto found = compare(types, config);
    if (found.lacking) throw Error(ErrorKind::config, *found.lacking, found.remedy);
    if (found.faults.empty()) return std::move(found.catalog);
    std::string message = "fields of Odoo that are needed or named cannot be used:";
    for (const auto& [model, faults] : found.faults) {
        for (const auto& fault : faults) message += "\n  " + fault;
    }
    throw Error(ErrorKind::config, message, k_field_remedy);
}

// Once a model, however many projections it has.
std::map<std::string, std::vector<std::string>> Catalog::wanted(const config::Config& config) {
    const auto& profile = profile_of(config.localisation);
    std::map<std::string, std::set<std::string>> names;
    for (const auto& model : models()) {
        auto& of_model = names[std::string(staging::model_name(profile, model))];
        for (const auto& field : model.fields) {
            const auto naming = naming_of(model, field, config);
            of_model.insert(naming.names.begin(), naming.names.end());
        }
    }
    if (profile.kinds == KindsBy::record)
        names[std::string(profile.kind_model)].insert(configured_kind_field(profile, config));
    // Of the other localisations what they are known by, to tell which one is there.
    for (const auto& other : profiles())
        names[std::string(k_move.name)].insert(marks_of(with_localisation(other.localisation)).front());
    std::map<std::string, std::vector<std::string>> out;
    for (const auto& [model, fields] : names) out[model].assign(fields.begin(), fields.end());
    return out;
}

Discovery Catalog::compare(const odoo::ModelFields& types, const config::Config& config) {
    Discovery found;
    const auto& profile = profile_of(config.localisation);
    found.catalog.m_profile = &profile;
    found.catalog.m_kind_field = configured_kind_field(profile, config);
    if (auto unknown = unknown_renames(config); !unknown.empty()) found.faults[""] = std::move(unknown);
    for (const auto& model : models()) {
        found.catalog.m_fields[model.table];
        const std::string name(staging::model_name(profile, model));
        const auto known = types.find(name);
        if (known == types.end()) {
            if (model.optional) found.catalog.m_closed.insert(model.table);
            continue;
        }
        if (known->second.empty() && model.optional) {
            add_once(found.catalog.m_missing, name);
            continue;
        }
        for (const auto& field : model.fields)
            found.catalog.take(model, field, known->second, config, found.faults);
    }
    if (profile.kinds == KindsBy::nothing)
        found.catalog.take_words(std::make_shared<const Words>(Words{{}, std::string(k_any_kind)}));
    judge_kind_model(found, types, config);
    judge_localisation(found, types, config);
    return found;
}

void Catalog::take(const Model& model, const Field& field, const odoo::FieldTypes& known,
                   const config::Config& config, std::map<std::string, std::vector<std::string>>& faults) {
    const auto naming = naming_of(model, field, config);
    const auto kind = kind_of(*m_profile, field);
    if (naming.names.empty()) {
        if (kind == Kind::word) m_fields[model.table].push_back({field.column, {}, {}, kind});
        return;
    }
    const auto& name = naming.in(known);
    const auto type = known.find(name);
    const auto odoo_model = staging::model_name(*m_profile, model);
    const auto full_name = fmt::format("{}.{}", odoo_model, name);
    if (type != known.end()) {
        const auto wrong = fault_of(*m_profile, model, field, type->second);
        if (wrong.empty()) {
            m_fields[model.table].push_back(
                {field.column, name, type->second.type, kind, type->second.is_searchable});
        } else {
            add_once(faults[std::string(odoo_model)], full_name + wrong);
        }
    } else if (naming.optional && !naming.is_configured) {
        if (!naming.of_versions) add_once(m_missing, full_name);
    } else {
        // What a person named must be there; only a default may be absent.
        add_once(faults[std::string(odoo_model)], full_name + " does not exist or may not be read");
    }
}

void Catalog::take_words(const std::shared_ptr<const Words>& words) {
    for (auto& [table, fields] : m_fields) {
        for (auto& field : fields) {
            if (field.kind == Kind::word && (field.odoo_name.empty() || field.odoo_type == "many2one"))
                field.words = words;
        }
    }
}

void Catalog::learn_kinds(odoo::Reader& reader) {
    if (m_profile->kinds != KindsBy::record) return;
    m_kinds.clear();
    reader.read({{std::string(m_profile->kind_model), {m_kind_field}, {}}},
                [&](std::size_t, const std::vector<json::Value>& records) {
                    for (const auto& record : records) {
                        const auto code = record.at(m_kind_field);
                        m_kinds[record.at("id").integer()] =
                            kind_word(code.is(json::Type::string) ? code.string() : "");
                    }
                });
    take_words(std::make_shared<const Words>(Words{m_kinds, {}}));
}

bool Catalog::has(const Model& model) const {
    return !m_fields.at(model.table).empty();
}

const std::vector<DecodedField>& Catalog::fields(const Model& model) const {
    return m_fields.at(model.table);
}

std::string Catalog::field_name(const Model& model, std::string_view column) const {
    const auto* field = find(model, column);
    return field == nullptr ? std::string() : field->odoo_name;
}

const DecodedField* Catalog::find(const Model& model, std::string_view column) const {
    const auto& fields = m_fields.at(model.table);
    const auto it =
        std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.column == column; });
    return it == fields.end() ? nullptr : &*it;
}

std::string Catalog::model_name(const Model& model) const {
    return std::string(staging::model_name(*m_profile, model));
}

}  // namespace ciclo::staging
