// Odoo as one cycle sees it: client and reader, with what earlier cycles found out and need not ask again
// (ciclo_odoo): the user's id, the fields, under which address the same Odoo was first read. Not for: which
// records were read (staging/reading.hpp).
#pragma once

#include <optional>
#include <string>

#include "ciclo/known_odoo.hpp"
#include "config/config.hpp"
#include "odoo/reader.hpp"
#include "postgres/connection.hpp"
#include "staging/staging.hpp"

namespace ciclo {

odoo::Api api_of(const config::Config& config);

class OdooSide {
  public:
    // All arguments must outlive the object.
    OdooSide(const config::Config& config, http::Transport& transport, const Limits& limits, const Log& log);

    // What earlier cycles found out.
    void recall(postgres::Connection& connection);
    // The API as far as it is known before Odoo answers: the setting, or what `auto` chose last.
    [[nodiscard]] std::string_view expected_api() const;
    // API, version and clock; a login only where no user's id is remembered. Throws as odoo::Client::login
    // does.
    odoo::ServerInfo begin();

    // The fields that are remembered, where they are good for this version and these settings, and no full
    // load was asked for; else asked. Throws as staging::Catalog does, and Error(config) for another Odoo
    // than the one that the tables follow (identity.hpp).
    void know_fields(postgres::Connection& connection);
    // Asked anew, whatever is remembered.
    void ask_for_fields();
    [[nodiscard]] bool are_fields_remembered() const { return m_are_fields_remembered; }

    // For the next cycles, where anything is new.
    void remember(postgres::Connection& connection);

    // Of everything that shapes what is read; another address alone does not.
    [[nodiscard]] std::string fingerprint() const;
    [[nodiscard]] const staging::Catalog& catalog() const { return *m_catalog; }
    [[nodiscard]] odoo::Client& client() { return m_client; }
    [[nodiscard]] odoo::Reader& reader() { return m_reader; }

  private:
    void identify(postgres::Connection& connection);

    const config::Config& m_config;
    const Log& m_log;
    odoo::Client m_client;
    odoo::Reader m_reader;
    std::optional<KnownOdoo> m_stored;
    KnownOdoo m_known;
    std::optional<staging::Catalog> m_catalog;
    bool m_are_fields_remembered = false;
};

}  // namespace ciclo
