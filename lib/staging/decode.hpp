// One record of Odoo becomes one row of text values for COPY: the border between JSON and the database.
// Not for: rules of the domain beyond what a value is.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"
#include "staging/model.hpp"

namespace ciclo::staging {

// Words for the records that a field leads to (kinds.hpp).
struct Words {
    std::map<std::int64_t, std::string> by_id;
    std::string otherwise;  // for any other record; "": its id
};

// A field as this Odoo has it.
struct DecodedField {
    std::string_view column;
    std::string odoo_name;  // "": it has none, and `words` has what stands in every record
    std::string odoo_type;  // from fields_get
    Kind kind;
    bool is_searchable = true;
    std::shared_ptr<const Words> words{};  // of Kind::word behind a many2one
};

// True when a field of Odoo's type can carry what `kind` needs.
bool accepts(Kind kind, std::string_view odoo_type);

// The value's text for a COPY, nullopt for NULL. `false` is empty for everything but a boolean (Odoo's
// convention): the field's type decides, not the JSON type. Text is cleaned of U+0000 and invalid UTF-8.
// Throws Error(odoo_answer) for a value that the type cannot have: NaN, Infinity, more than 11 digits before
// the point (the application's columns hold no more; a total of that kind is NULL), an impossible date.
std::optional<std::string> decode(const json::Value& value, const DecodedField& field);

// 'Sim' for true, "sim", "Sim", "s", "yes", "1" ...; 'Não' for anything else, also for empty.
std::string_view flag_text(std::string_view text);

}  // namespace ciclo::staging
