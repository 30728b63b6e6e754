// Calls that more than one part of this folder makes. Not for: sending them (client).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/writer.hpp"
#include "odoo/client.hpp"
#include "odoo/domain.hpp"
#include "odoo/reader.hpp"

namespace ciclo::odoo {

// Writes a JSON array of strings.
void write_list(json::Writer& writer, const std::vector<std::string>& texts);

// What Odoo says of these fields of a model: the attributes named ("type", "selection"). Fields that it does
// not have are left out of the answer.
Call fields_get(const std::string& model, const std::vector<std::string>& fields,
                const std::vector<std::string>& attributes);

// The keys that one field's description of fields_get offers; nothing for one that is no selection.
std::optional<std::vector<std::string>> choices_of(const json::Value& description);
// What a description of a field is made of.
inline const std::vector<std::string> k_attributes{"type", "relation", "store", "searchable"};
// Throws Error(odoo_answer) for a description without a type.
FieldInfo field_info(const json::Value& description);

// Archived records count, and names come in the language that the tables are in.
inline constexpr std::string_view k_context = R"({"active_test":false,"lang":"pt_BR"})";

inline constexpr std::string_view k_search_count = "search_count";
// How many records of a model match; and what it answered, or Error(odoo_answer).
Call count_of(const std::string& model, const Domain& domain);
long long counted(const Answer& answer, const std::string& model);

// The newest records of a model that match, `limit` at most, archived ones too: for examples.
Call newest(const std::string& model, const std::vector<std::string>& fields, const Domain& domain,
            int limit);

}  // namespace ciclo::odoo
