#include "fake_odoo/store.hpp"

#include <algorithm>
#include <stdexcept>

#include "fake_odoo/json.hpp"

namespace ciclo::fake_odoo {
namespace {

[[noreturn]] void wrong_form(const Model& model, const Field& field) {
    throw std::invalid_argument("a value of the wrong form for " + model.name + "." + field.name + ", a " +
                                std::string(name_of(field.type)));
}

Value as_datetime(const Model& model, const Field& field, const Value& value) {
    const auto micros = micros_from(value.as_text());
    if (!micros) wrong_form(model, field);
    return *micros;
}

Value as_selection(const Model& model, const Field& field, const Value& value) {
    const auto& keys = field.selection;
    const auto known = [&](const auto& key) { return key.first == value.as_text(); };
    if (std::none_of(keys.begin(), keys.end(), known)) wrong_form(model, field);
    return value;
}

Value as_number(const Model& model, const Field& field, const Value& value) {
    if (std::holds_alternative<Decimal>(value.data()) || std::holds_alternative<double>(value.data()))
        return value;
    if (!std::holds_alternative<long long>(value.data())) wrong_form(model, field);
    return value.as_double();
}

// The form in which the cell is kept; throws std::invalid_argument or std::bad_variant_access.
Value in_form(const Model& model, const Field& field, const Value& value) {
    if (field.type == Type::boolean) return value.as_bool();
    const bool* flag = std::get_if<bool>(&value.data());
    if (value.is_unset() || (flag != nullptr && !*flag)) return {};
    switch (field.type) {
        case Type::datetime:
            return as_datetime(model, field, value);
        case Type::selection:
            return as_selection(model, field, value);
        case Type::floating:
        case Type::monetary:
            return as_number(model, field, value);
        case Type::many2one:
        case Type::integer:
            return value.as_int();
        case Type::many2many: {
            Ids sorted = value.as_ids();
            std::sort(sorted.begin(), sorted.end());
            return sorted;
        }
        default:
            return value.as_text();
    }
}

const std::set<long long>& no_ids() {
    static const std::set<long long> k_none;
    return k_none;
}

}  // namespace

const Field& Store::field_of(const Model& model, std::string_view name) const {
    const Field* field = model.find(name);
    if (field == nullptr || field->source != Source::cell)
        throw std::invalid_argument(model.name + " has no field '" + std::string(name) +
                                    "' that can be written");
    return *field;
}

Record& Store::record_of(const Model& model, long long id) {
    auto& records = m_tables[model.index].records;
    const auto found = records.find(id);
    if (found == records.end()) throw std::invalid_argument("no " + model.name + " " + std::to_string(id));
    return found->second;
}

const Record* Store::find(const Model& model, long long id) const {
    const auto& records = m_tables[model.index].records;
    const auto found = records.find(id);
    return found == records.end() ? nullptr : &found->second;
}

void Store::reindex(const Model& model, long long id, const Field& field, const Value& value, bool add) {
    if (!field.indexed || value.is_unset()) return;
    Index& index = m_tables[model.index].indexes[field.cell];
    for (const long long target : field.is_many() ? value.as_ids() : Ids{value.as_int()}) {
        if (add)
            index[target].insert(id);
        else
            index[target].erase(id);
    }
}

void Store::set(const Model& model, long long id, Record& record, const Field& field, const Value& value) {
    Value& cell = record.cells[field.cell];
    reindex(model, id, field, cell, false);
    cell = value;
    reindex(model, id, field, cell, true);
}

void Store::set_all(const Model& model, long long id, Record& record, const Values& values) {
    for (const auto& [name, value] : values) {
        if (name == "id") continue;
        const Field& field = field_of(model, name);
        try {
            set(model, id, record, field, in_form(model, field, value));
        } catch (const std::bad_variant_access&) {
            wrong_form(model, field);
        }
    }
}

void Store::add_defaults(const Model& model, Values& values) const {
    const auto add = [&](const char* field, const Value& value) {
        const Field* known = model.find(field);
        if (known != nullptr && known->source == Source::cell) values.try_emplace(field, value);
    };
    add("active", true);
    add("company_id", 1);
    add("state", "draft");
    if (model.name == "sale.order") add("invoice_status", "no");
    if (model.name == "account.move.line") add("display_type", "product");
    if (model.name == "account.move") {
        add("move_type", "entry");
        const Record* partner = find(m_schema.at("res.partner"), values["partner_id"].as_int());
        if (partner != nullptr)
            add("invoice_partner_display_name", text_of(m_schema.at("res.partner"), *partner, "name"));
    }
    if (model.name == "sale.order.line")
        add("qty_saldo", values["product_uom_qty"].as_double() - values["qty_invoiced"].as_double());
}

long long Store::create(std::string_view model_name, const Values& given) {
    const auto held = lock();
    const Model& model = m_schema.at(model_name);
    Table& table = m_tables[model.index];
    const auto wanted = given.find("id");
    const long long id = wanted == given.end() ? table.next_id : wanted->second.as_int();
    if (id <= 0 || table.records.contains(id))
        throw std::invalid_argument(model.name + " " + std::to_string(id) + " exists or is no id");
    Values values = given;
    add_defaults(model, values);
    Record record{std::vector<Value>(model.cells)};
    const Value moment = now();
    record.cells[field_of(model, "create_date").cell] = moment;
    record.cells[field_of(model, "write_date").cell] = moment;
    set_all(model, id, record, values);
    table.next_id = std::max(table.next_id, id + 1);
    const auto& stored = table.records.emplace(id, std::move(record)).first->second;
    if (!given.contains("write_date")) after(Change::created, model, id, stored, values);
    return id;
}

void Store::write(std::string_view model_name, long long id, const Values& values) {
    const auto held = lock();
    const Model& model = m_schema.at(model_name);
    Record& record = record_of(model, id);
    const bool quantity = values.contains("product_uom_qty") || values.contains("qty_invoiced");
    set_all(model, id, record, values);
    if (model.name == "sale.order.line" && quantity && !values.contains("qty_saldo")) {
        const double ordered = record.cells[field_of(model, "product_uom_qty").cell].as_double();
        const double invoiced = record.cells[field_of(model, "qty_invoiced").cell].as_double();
        set(model, id, record, field_of(model, "qty_saldo"), ordered - invoiced);
    }
    if (values.contains("write_date")) return;
    stamp(model, id);
    after(Change::written, model, id, record, values);
}

void Store::put(std::string_view model, const Values& values) {
    const auto held = lock();
    const long long id = values.at("id").as_int();
    if (exists(model, id))
        write(model, id, values);
    else
        create(model, values);
}

void Store::unlink(std::string_view model_name, long long id) {
    const auto held = lock();
    const Model& model = m_schema.at(model_name);
    const Record before = record_of(model, id);
    remove(model, id);
    after(Change::unlinked, model, id, before, {});
}

void Store::remove(const Model& model, long long id) {
    forget_references(model, id);
    const Record& record = record_of(model, id);
    for (const Field& field : model.fields)
        if (field.source == Source::cell) reindex(model, id, field, record.cells[field.cell], false);
    m_tables[model.index].records.erase(id);
}

void Store::forget_references(const Model& gone, long long id) {
    for (const Model& model : m_schema.models())
        for (const Field& field : model.fields)
            if (field.source == Source::cell && field.target == &gone) forget_in(model, field, id);
}

void Store::forget_in(const Model& model, const Field& field, long long id) {
    Ids doomed;
    for (auto& [other, record] : m_tables[model.index].records) {
        const Value& cell = record.cells[field.cell];
        if (cell.is_unset()) continue;
        if (field.is_many()) {
            Ids left = cell.as_ids();
            if (std::erase(left, id) > 0) set(model, other, record, field, left);
        } else if (cell.as_int() == id) {
            if (field.cascade)
                doomed.push_back(other);
            else
                set(model, other, record, field, {});
        }
    }
    for (const long long other : doomed) remove(model, other);
}

void Store::log_in(long long user_id) {
    const auto held = lock();
    const Model& users = m_schema.at("res.users");
    record_of(users, user_id).cells[field_of(users, "login_date").cell] = now();
}

void Store::stamp_as_of(std::optional<UtcSeconds> moment) {
    const auto held = lock();
    m_as_of.reset();
    if (moment) m_as_of = moment->time_since_epoch().count() * 1'000'000;
}

Values Store::get(std::string_view model_name, long long id) const {
    const auto held = lock();
    const Model& model = m_schema.at(model_name);
    const Record* record = find(model, id);
    if (record == nullptr) throw std::invalid_argument("no " + model.name + " " + std::to_string(id));
    Values values;
    for (const Field& field : model.fields) {
        const Value found = value(model, id, *record, field);
        if (found.is_unset()) continue;
        values[field.name] = field.type == Type::datetime ? Value(odoo_text(found.as_int())) : found;
    }
    return values;
}

bool Store::exists(std::string_view model, long long id) const {
    const auto held = lock();
    return find(m_schema.at(model), id) != nullptr;
}

Ids Store::ids(std::string_view model) const {
    const auto held = lock();
    Ids all;
    for (const auto& [id, record] : records(m_schema.at(model))) all.push_back(id);
    return all;
}

const std::set<long long>& Store::referring(const Model& model, const Field& field, long long target) const {
    const auto& indexes = m_tables[model.index].indexes;
    const auto index = indexes.find(field.cell);
    if (index == indexes.end()) return no_ids();
    const auto found = index->second.find(target);
    return found == index->second.end() ? no_ids() : found->second;
}

}  // namespace ciclo::fake_odoo
