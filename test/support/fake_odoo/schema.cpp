#include "fake_odoo/schema.hpp"

#include <algorithm>
#include <stdexcept>

namespace ciclo::fake_odoo {

std::string_view name_of(Type type) {
    switch (type) {
        case Type::boolean:
            return "boolean";
        case Type::integer:
            return "integer";
        case Type::floating:
            return "float";
        case Type::monetary:
            return "monetary";
        case Type::character:
            return "char";
        case Type::text:
            return "text";
        case Type::date:
            return "date";
        case Type::datetime:
            return "datetime";
        case Type::selection:
            return "selection";
        case Type::many2one:
            return "many2one";
        case Type::one2many:
            return "one2many";
        case Type::many2many:
            return "many2many";
    }
    throw std::logic_error("a field type without a name");
}

const Field* Model::find(std::string_view field) const {
    const auto found =
        std::find_if(fields.begin(), fields.end(), [&](const Field& f) { return f.name == field; });
    return found == fields.end() ? nullptr : &*found;
}

std::string Model::table() const {
    std::string table = name;
    std::replace(table.begin(), table.end(), '.', '_');
    return table;
}

Schema::Schema() : m_models(model_tables()) {
    for (std::size_t i = 0; i < m_models.size(); ++i) {
        m_models[i].index = i;
        for (Field& field : m_models[i].fields)
            if (field.source == Source::cell) field.cell = m_models[i].cells++;
    }
    for (Model& model : m_models)
        for (Field& field : model.fields) resolve(model, field);
}

void Schema::resolve(const Model& model, Field& field) const {
    // A relation to a model outside the tables has no target: such an id is sent, never followed.
    if (!field.relation.empty()) field.target = find(field.relation);
    if (field.source == Source::related) {
        field.via_field = model.find(field.via);
        const bool own = field.via_field->source == Source::id;
        field.of_field = (own ? model : at(field.via_field->relation)).find(field.of);
    }
    if (field.source == Source::bare || field.source == Source::choice) field.of_field = model.find(field.of);
    if (field.source == Source::children || field.source == Source::linked)
        field.of_field = field.target->find(field.of);
}

const Model* Schema::find(std::string_view model) const {
    const auto found =
        std::find_if(m_models.begin(), m_models.end(), [&](const Model& m) { return m.name == model; });
    return found == m_models.end() ? nullptr : &*found;
}

const Model& Schema::at(std::string_view model) const {
    const Model* found = find(model);
    if (found == nullptr)
        throw std::invalid_argument("the stand-in has no model '" + std::string(model) + "'");
    return *found;
}

}  // namespace ciclo::fake_odoo
