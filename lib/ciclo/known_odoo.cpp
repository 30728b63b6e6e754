#include "ciclo/known_odoo.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "ciclo/sql.hpp"
#include "json/value.hpp"
#include "json/writer.hpp"
#include "schema/schema.hpp"
#include "staging/staging.hpp"

namespace ciclo {
namespace {

std::string to_json(const odoo::ModelFields& models) {
    json::Writer writer;
    writer.begin_object();
    for (const auto& [model, fields] : models) {
        writer.key(model).begin_object();
        for (const auto& [name, info] : fields) {
            writer.key(name)
                .begin_object()
                .key("type")
                .string(info.type)
                .key("relation")
                .string(info.relation);
            writer.key("searchable").boolean(info.is_searchable).end_object();
        }
        writer.end_object();
    }
    return writer.end_object().take();
}

odoo::ModelFields from_json(const std::string& text) {
    odoo::ModelFields models;
    const auto document = json::Document::parse(text);
    for (const auto& [model, fields] : document.root().members()) {
        auto& known = models[std::string(model)];
        for (const auto& [name, info] : fields.members()) {
            known[std::string(name)] = {std::string(info.at("type").string()),
                                        std::string(info.at("relation").string()),
                                        info.at("searchable").boolean()};
        }
    }
    return models;
}

}  // namespace

std::string fields_key(const config::Config& config, const std::string& odoo_version) {
    auto text = fmt::format("{}|{}", schema::k_version, odoo_version);
    for (const auto& [model, fields] : staging::Catalog::wanted(config))
        text += fmt::format("|{}:{}", model, fmt::join(fields, ","));
    return fingerprint(text);
}

std::optional<KnownOdoo> known_odoo(postgres::Connection& connection, const config::Config& config) {
    const auto result = connection.execute(sql::known_odoo, {config.odoo_db, config.odoo_username});
    if (result.rows() == 0) return std::nullopt;
    const postgres::NamedRow row(result);
    KnownOdoo known{row.integer("uid"), row.text("fields_key"), {},
                    row.text("url"),    row.text("api"),        row.text("first_url")};
    try {
        known.fields = from_json(row.text("fields"));
    } catch (const Error&) {
        known.fields_key.clear();  // somebody else's text: it is asked for again
    }
    return known;
}

void remember_odoo(postgres::Connection& connection, const config::Config& config, const KnownOdoo& known) {
    connection.execute(sql::remember_odoo,
                       {config.odoo_db, config.odoo_username, std::to_string(known.uid), known.fields_key,
                        to_json(known.fields), known.url, known.first_url, known.api});
}

}  // namespace ciclo
