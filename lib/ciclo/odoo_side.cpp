#include "ciclo/odoo_side.hpp"

#include "ciclo/identity.hpp"
#include "ciclo/journal.hpp"
#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

// As --odoo-api names it.
std::string_view word_of(odoo::Api api) {
    return api == odoo::Api::json2 ? "json2" : "jsonrpc";
}

std::optional<odoo::Api> known_api(std::string_view word) {
    if (word == "json2") return odoo::Api::json2;
    if (word == "jsonrpc") return odoo::Api::json_rpc;
    return std::nullopt;
}

}  // namespace

odoo::Api api_of(const config::Config& config) {
    if (config.odoo_api == config::OdooApi::json2) return odoo::Api::json2;
    return config.odoo_api == config::OdooApi::json_rpc ? odoo::Api::json_rpc : odoo::Api::automatic;
}

OdooSide::OdooSide(const config::Config& config, http::Transport& transport, const Limits& limits,
                   const Log& log)
    : m_config(config),
      m_log(log),
      m_client(transport, {config.odoo_url, config.odoo_db, config.odoo_username, config.odoo_api_key},
               limits, log),
      m_reader(m_client, log) {
    m_client.set_concurrency(config.odoo_concurrency);
}

void OdooSide::recall(postgres::Connection& connection) {
    m_stored = known_odoo(connection, m_config);
    if (m_stored) m_client.remember_user(m_stored->uid);
    m_client.set_api(api_of(m_config), m_stored ? known_api(m_stored->api) : std::nullopt);
}

std::string_view OdooSide::expected_api() const {
    const auto set = api_of(m_config);
    if (set != odoo::Api::automatic) return word_of(set);
    const auto known = m_stored ? known_api(m_stored->api) : std::nullopt;
    return known ? word_of(*known) : "auto";
}

odoo::ServerInfo OdooSide::begin() {
    const auto expected = expected_api();
    auto server = m_client.login();
    if (expected != word_of(m_client.api()))
        m_log.info("Odoo", {{"odoo_api", std::string(word_of(m_client.api()))}, {"version", server.version}});
    return server;
}

void OdooSide::know_fields(postgres::Connection& connection) {
    m_are_fields_remembered =
        m_stored && !m_config.full && m_stored->fields_key == fields_key(m_config, m_client.server().version);
    if (m_are_fields_remembered) {
        m_known.fields_key = m_stored->fields_key;
        m_known.fields = m_stored->fields;
        m_catalog = staging::Catalog::of(m_known.fields, m_config);
        m_catalog->learn_kinds(m_reader);
    } else {
        ask_for_fields();
    }
    identify(connection);
}

void OdooSide::ask_for_fields() {
    m_are_fields_remembered = false;
    m_known.fields_key = fields_key(m_config, m_client.server().version);
    m_known.fields = staging::Catalog::ask(m_reader, m_config);
    m_catalog = staging::Catalog::of(m_known.fields, m_config);
    m_catalog->learn_kinds(m_reader);
}

// A new address of the Odoo that was read so far is no other Odoo.
void OdooSide::identify(postgres::Connection& connection) {
    m_known.url = m_known.first_url = m_config.odoo_url;
    if (m_stored && m_stored->url == m_config.odoo_url) {
        m_known.first_url = m_stored->first_url;
        return;
    }
    const auto pedidos = to_recognise(connection, m_config);
    if (pedidos.empty()) return;
    const auto same = recognise(m_reader, pedidos, m_catalog->field_name(staging::k_order, "name"), m_config);
    m_log.info("another address of the same Odoo",
               {{"pedidos", static_cast<long long>(pedidos.size())}, {"with_the_same_name", same}});
    if (m_stored && !m_stored->first_url.empty()) m_known.first_url = m_stored->first_url;
}

void OdooSide::remember(postgres::Connection& connection) {
    m_known.uid = m_client.server().uid;
    m_known.api = word_of(m_client.api());
    if (m_stored && *m_stored == m_known) return;
    remember_odoo(connection, m_config, m_known);
    m_stored = m_known;
}

std::string OdooSide::fingerprint() const {
    return reading_fingerprint(m_config, *m_catalog, m_known.first_url);
}

}  // namespace ciclo
