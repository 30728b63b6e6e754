// What a login may read of some models, without reading them: fields_get, then one record with those fields,
// because Odoo refuses a model only when its records are requested. Not for: reading (reader.hpp), nor for
// what a field means (staging).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "odoo/client.hpp"
#include "odoo/reader.hpp"
#include "odoo/verdict.hpp"

namespace ciclo::odoo {

struct ModelProbe {
    std::string model;
    // Of the requested fields: those that exist and may be read.
    FieldTypes types;
    // What a selection field offers; nothing for a field of another type.
    std::map<std::string, std::vector<std::string>, std::less<>> choices;
    // False also where record rules hide every record.
    bool has_records = false;
    // Why the model cannot be read; then of the above at most `types` is known.
    std::optional<RpcError> refusal;
};

// `models`: the fields to request. Throws what concerns more than one model: Odoo unreachable, a refused
// login, the deadline.
std::vector<ModelProbe> probe(Client& client, const std::map<std::string, std::vector<std::string>>& models);

}  // namespace ciclo::odoo
