// What earlier cycles found out about this Odoo and need not ask again: the user's id, which fields there are
// (ciclo_odoo). Not for: which records were read (staging/reading.hpp).
#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"
#include "odoo/reader.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

struct KnownOdoo {
    std::int64_t uid = 0;
    // Of what `fields` is good for: see fields_key().
    std::string fields_key;
    odoo::ModelFields fields;
    std::string url{};        // ODOO_URL of the last cycle
    std::string api{};        // in use in the last cycle: "jsonrpc", "json2"; "" when not known
    std::string first_url{};  // under which the same Odoo was first read

    bool operator==(const KnownOdoo&) const = default;
};

// Of Odoo's version and of what it is asked about: fields that were remembered under another key are asked
// for again.
std::string fields_key(const config::Config& config, const std::string& odoo_version);

// For this database and user of Odoo; nothing where nothing is remembered, or not in a form that can be read.
std::optional<KnownOdoo> known_odoo(postgres::Connection& connection, const config::Config& config);

void remember_odoo(postgres::Connection& connection, const config::Config& config, const KnownOdoo& known);

}  // namespace ciclo
