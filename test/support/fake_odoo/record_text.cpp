#include "fake_odoo/record_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "fake_odoo/json.hpp"
#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
namespace {

void append_float(std::string& out, const Value& value) {
    if (const auto* decimal = std::get_if<Decimal>(&value.data())) {
        out += decimal->text;
        return;
    }
    const double number = value.as_double();
    out += number == 0.0 ? "0.0" : json_float(number);
}

void append_ids(std::string& out, const Ids& ids) {
    out += "[";
    for (std::size_t i = 0; i < ids.size(); ++i)
        fmt::format_to(std::back_inserter(out), "{}{}", i > 0 ? ", " : "", ids[i]);
    out += "]";
}

}  // namespace

RecordText::RecordText(const View& view, const Model& model, const std::vector<std::string>& fields,
                       bool names)
    : m_view(view), m_model(model), m_names(names) {
    const auto add = [&](const Field& field) {
        if (field.name == "id" || std::find(m_fields.begin(), m_fields.end(), &field) != m_fields.end())
            return;
        m_fields.push_back(&field);
        m_keys.push_back(", " + json_string(field.name) + ": ");
    };
    for (const std::string& name : fields) {
        const Field* field = view.field(model, name);
        if (field == nullptr)
            throw OdooError::value_error(fmt::format("Invalid field '{}' on {}'{}'", name,
                                                     view.is_since(19) ? "" : "model ", model.name));
        view.check_access(model, *field);
        add(*field);
    }
    if (!fields.empty()) return;
    for (const Field& field : model.fields)
        if (view.field(model, field.name) != nullptr && !view.is_denied(model, field)) add(field);
}

void RecordText::append(std::string& out, long long id, const Record& record) const {
    fmt::format_to(std::back_inserter(out), "{{\"id\": {}", id);
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const Field& field = *m_fields[i];
        out += m_keys[i];
        if (field.source == Source::cell && !field.rounded)
            append_value(out, field, record.cells[field.cell]);
        else
            append_value(out, field, m_view.store().value(m_model, id, record, field));
    }
    out += '}';
}

void RecordText::append_value(std::string& out, const Field& field, const Value& value) const {
    if (field.is_many()) return append_ids(out, visible(field, value.as_ids()));
    if (field.is_number()) return append_float(out, value);
    if (field.type == Type::boolean) {
        out += value.as_bool() ? "true" : "false";
    } else if (field.type == Type::integer) {
        out += std::to_string(value.as_int());
    } else if (value.is_unset()) {
        out += "false";
    } else if (field.type == Type::many2one) {
        append_link(out, field, value.as_int());
    } else if (field.type == Type::datetime) {
        out += '"' + odoo_text(value.as_int()) + '"';
    } else {
        append_json_string(out, value.as_text());
    }
}

// Record rules hold for a list of ids as for a search.
Ids RecordText::visible(const Field& field, Ids ids) const {
    if (field.target != nullptr)
        std::erase_if(ids, [&](long long id) { return !m_view.is_visible(*field.target, id); });
    return ids;
}

void RecordText::append_link(std::string& out, const Field& field, long long id) const {
    if (!m_names) {
        out += std::to_string(id);
        return;
    }
    // Names are computed as superuser: archived and hidden records have theirs.
    const Record* target = field.target == nullptr ? nullptr : m_view.store().find(*field.target, id);
    const std::string name = target == nullptr ? fmt::format("{},{}", field.relation, id)
                                               : m_view.store().display_name(*field.target, id, *target);
    out += "[" + std::to_string(id) + ", " + json_string(name) + "]";
}

}  // namespace ciclo::fake_odoo
