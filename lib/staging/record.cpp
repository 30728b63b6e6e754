#include "staging/record.hpp"

#include <fmt/core.h>

#include "base/text.hpp"

namespace ciclo::staging {
namespace {

// "pedido VCD1: ", as people know the record; "" where it has no name.
std::string named(const Model& model, const json::Value& record, const std::string& name_field) {
    const auto name = record.find(name_field);
    if (!name || !name->is(json::Type::string)) return {};
    constexpr std::size_t k_longest = 60;
    return fmt::format("{} {}: ", model.name == k_order.name ? "pedido" : "NF",
                       first_line(name->string(), k_longest));
}

}  // namespace

std::vector<std::string> odoo_names(const std::vector<DecodedField>& fields) {
    std::vector<std::string> names;
    for (const auto& field : fields) {
        if (!field.odoo_name.empty()) names.push_back(field.odoo_name);
    }
    return names;
}

std::string copy_statement(const Model& model, const std::vector<DecodedField>& fields) {
    std::string columns = "id";
    for (const auto& field : fields) columns += fmt::format(", {}", field.column);
    return fmt::format("COPY {} ({}) FROM STDIN", model.table, columns);
}

Row decode_record(const json::Value& record, const std::vector<DecodedField>& fields) {
    Row row{std::to_string(record.at("id").integer())};
    for (const auto& field : fields) {
        if (field.odoo_name.empty()) {
            row.emplace_back(field.words->otherwise);
            continue;
        }
        const auto value = record.find(field.odoo_name);
        if (!value)
            throw Error(ErrorKind::odoo_answer,
                        fmt::format("field '{}' is not in the answer", field.odoo_name));
        row.push_back(decode(*value, field));
    }
    return row;
}

Reject reject_of(const Model& model, const json::Value& record, const std::string& parent_field,
                 const std::string& name_field, const Error& error) {
    const auto id = record.at("id").integer();
    if (model.parent_model.empty())
        return {std::string(model.name), id, named(model, record, name_field) + error.what()};
    return {std::string(model.parent_model), record.at(parent_field).integer(),
            fmt::format("{} {}: {}", model.name, id, error.what())};
}

}  // namespace ciclo::staging
