// What a login may read of some models, without reading them: fields_get, then one record with those fields,
// because Odoo refuses a model only when its records are asked for. Not for: reading (reader.hpp), nor for
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
    // Of the fields that were asked for: those that are there and may be read.
    FieldTypes types;
    // What a selection field offers; nothing for a field of another type.
    std::map<std::string, std::vector<std::string>, std::less<>> choices;
    // False also where record rules hide every record.
    bool has_records = false;
    // Why the model cannot be read; then nothing of the above but perhaps `types` is known.
    std::optional<RpcError> refusal;
};

// `models`: the fields to ask for. Throws what is no answer about one model: Odoo away, the login refused,
// the time over.
std::vector<ModelProbe> probe(Client& client, const std::map<std::string, std::vector<std::string>>& models);

}  // namespace ciclo::odoo
