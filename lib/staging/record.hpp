// One record of Odoo: the row that is copied into its table, or why it is set aside. Not for: one value of it
// (decode.hpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "json/value.hpp"
#include "staging/decode.hpp"
#include "staging/model.hpp"

namespace ciclo::staging {

// Those that Odoo is asked for.
std::vector<std::string> odoo_names(const std::vector<DecodedField>& fields);
std::string copy_statement(const Model& model, const std::vector<DecodedField>& fields);

using Row = std::vector<std::optional<std::string>>;

// In the order of copy_statement(). Throws Error(odoo_answer) for a value that its column cannot hold.
Row decode_record(const json::Value& record, const std::vector<DecodedField>& fields);

struct Reject {
    std::string model;
    std::int64_t id;
    std::string reason;
};

// A bad line sets its whole NF or pedido aside; a line whose parent is not known either fails the reading.
// The fields of Odoo: the parent's of a line, and that of the name by which people know the record.
Reject reject_of(const Model& model, const json::Value& record, const std::string& parent_field,
                 const std::string& name_field, const Error& error);

}  // namespace ciclo::staging
