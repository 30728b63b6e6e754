#include "fake_odoo/fake_odoo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
namespace {

// The part of a second that the stamps of a stopped clock hide, as a server's do: `= what was sent` never
// matches.
constexpr Micros k_hidden_micros = 605'578;
constexpr Micros k_second = 1'000'000;

// A name that the base never had would be a restriction without effect: a test's mistake.
void require(const Schema& schema, const std::string& model, const std::string& field = "id") {
    if (schema.at(model).find(field) == nullptr)
        throw std::invalid_argument("the stand-in has no field '" + model + "." + field + "'");
}

// "17.0", "saas~18.2": 17, 18.
int odoo_major(const std::string& version) {
    return std::stoi(version.substr(std::min(version.find_first_of("0123456789"), version.size())));
}

// Fields that some versions have under another name, or not at all.
void remove_of_versions(Restrictions& restrictions, const std::string& version) {
    restrictions.major = odoo_major(version);
    const bool is_new = restrictions.major >= 19;
    if (restrictions.major < 18) restrictions.removed_fields.insert({"res.users.apikeys", "expiration_date"});
    restrictions.removed_fields.insert({"sale.order.line", is_new ? "product_uom" : "product_uom_id"});
    if (restrictions.major >= 18) restrictions.removed_fields.insert({"res.partner", "cnpj_cpf"});
    restrictions.removed_fields.insert({"uom.uom", is_new ? "category_id" : "parent_path"});
}

}  // namespace

FakeOdoo::FakeOdoo(int port)
    : m_store([this] { return micros(); }),
      m_base{.database = std::string(k_database),
             .users = {{k_uid, User{std::string(k_user), {}}}},
             .keys = {{std::string(k_api_key), ApiKey{k_uid}}},
             .restrictions = {}},
      m_server(port, [this](const HttpRequest& request) { return handle(request); }) {
    remove_of_versions(m_base.restrictions, m_base.version);
    m_store.create("res.company", {{"id", 1}, {"name", "CONSERVAS CAMPO NOVO LTDA"}});
    m_store.create("res.users",
                   {{"id", k_uid}, {"name", "CICLO"}, {"login", k_user}, {"company_ids", Ids{1}}});
}

std::string FakeOdoo::url() const {
    return fmt::format("http://127.0.0.1:{}", m_server.port());
}

Micros FakeOdoo::micros() const {
    const std::lock_guard held(m_mutex);
    if (m_now) return m_now->time_since_epoch().count() * k_second + k_hidden_micros;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

void FakeOdoo::set_now(UtcSeconds now) {
    const std::lock_guard held(m_mutex);
    m_now = now;
}

void FakeOdoo::use_real_clock() {
    const std::lock_guard held(m_mutex);
    m_now.reset();
}

UtcSeconds FakeOdoo::now() const {
    return UtcSeconds{std::chrono::seconds{micros() / k_second}};
}

void FakeOdoo::shift_date(std::chrono::seconds by) {
    const std::lock_guard held(m_mutex);
    m_date.reset();
    m_date_shift = by;
}

void FakeOdoo::send_date(const std::string& text) {
    const std::lock_guard held(m_mutex);
    m_date = text;
}

std::string FakeOdoo::date() const {
    const auto time = micros();
    const std::lock_guard held(m_mutex);
    return m_date.value_or(http_date(time + m_date_shift.count() * k_second));
}

std::vector<RequestLog> FakeOdoo::requests() const {
    const std::lock_guard held(m_mutex);
    return m_requests;
}

void FakeOdoo::clear_requests() {
    const std::lock_guard held(m_mutex);
    m_requests.clear();
}

void FakeOdoo::deny_model(const std::string& model, std::optional<long long> uid) {
    const auto held = m_store.lock();
    require(m_store.schema(), model);
    auto& users = m_base.restrictions.denied_models[model];
    if (uid)
        users.insert(*uid);
    else
        users.clear();
}

void FakeOdoo::deny_records(const std::string& model, std::optional<long long> uid) {
    const auto held = m_store.lock();
    require(m_store.schema(), model);
    auto& users = m_base.restrictions.denied_records[model];
    if (uid)
        users.insert(*uid);
    else
        users.clear();
}

void FakeOdoo::limit_to_groups(const Groups& groups, long long uid) {
    const auto held = m_store.lock();
    m_base.restrictions.groups[uid] = groups;
}

void FakeOdoo::deny_field(const std::string& model, const std::string& field) {
    const auto held = m_store.lock();
    require(m_store.schema(), model, field);
    m_base.restrictions.denied_fields.insert({model, field});
}

void FakeOdoo::hide_records(const std::string& model, Restrictions::Hides hides) {
    const auto held = m_store.lock();
    require(m_store.schema(), model);
    m_base.restrictions.hidden[model].push_back(std::move(hides));
}

void FakeOdoo::hide_records(const std::string& model, const Ids& ids) {
    hide_records(model, [ids](long long id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); });
}

void FakeOdoo::remove_field(const std::string& model, const std::string& field) {
    const auto held = m_store.lock();
    require(m_store.schema(), model, field);
    m_base.restrictions.removed_fields.insert({model, field});
}

void FakeOdoo::remove_model(const std::string& model) {
    const auto held = m_store.lock();
    require(m_store.schema(), model);
    m_base.restrictions.removed_models.insert(model);
}

void FakeOdoo::clear_restrictions() {
    const auto held = m_store.lock();
    const auto localisation = m_base.restrictions.localisation;
    m_base.restrictions = {};
    m_base.restrictions.localisation = localisation;
    remove_of_versions(m_base.restrictions, m_base.version);
}

void FakeOdoo::set_localisation(const std::string& word) {
    if (word != "ciel" && word != "oca" && word != "native")
        throw std::invalid_argument("no localisation '" + word + "'; expected ciel, oca or native");
    const auto held = m_store.lock();
    m_base.restrictions.localisation = word;
    const auto& kinds = m_store.schema().at("sale.order").find("l10n_br_tipo_pedido")->selection;
    if (word != "oca" || !m_store.ids("l10n_br_fiscal.operation").empty()) return;
    // In the order of the choices that they stand for, with codes as people write them.
    for (const auto& [kind, label] : kinds) {
        const std::string code = kind == "bonificacao" ? "Bonificação" : label;
        m_store.create("l10n_br_fiscal.operation", {{"code", code}, {"name", code}});
    }
}

void FakeOdoo::set_version(const std::string& version) {
    const auto held = m_store.lock();
    m_base.version = version;
    m_store.set_major(odoo_major(version));
    std::erase_if(m_base.restrictions.removed_fields, [](const auto& field) {
        return field.first == "uom.uom" || field.first == "res.users.apikeys" || field.second == "cnpj_cpf" ||
               (field.first == "sale.order.line" && field.second.starts_with("product_uom"));
    });
    remove_of_versions(m_base.restrictions, version);
}

void FakeOdoo::set_login_ok(bool ok) {
    const auto held = m_store.lock();
    m_base.login_ok = ok;
}

void FakeOdoo::set_database(const std::string& name) {
    const auto held = m_store.lock();
    m_base.database = name;
}

void FakeOdoo::set_user(long long uid, const std::string& login, const std::string& password) {
    const auto held = m_store.lock();
    m_base.users[uid] = {login, password};
}

void FakeOdoo::add_key(long long uid, const std::string& key, std::optional<UtcSeconds> expires,
                       const std::string& name) {
    const auto held = m_store.lock();
    Values values{{"name", name}, {"user_id", uid}, {"scope", "rpc"}};
    ApiKey added{uid};
    if (expires) {
        added.expires = expires->time_since_epoch().count() * k_second;
        values["expiration_date"] = *expires;
    }
    m_base.keys[key] = added;
    m_store.create("res.users.apikeys", values);
}

void FakeOdoo::clear_keys() {
    const auto held = m_store.lock();
    m_base.keys.clear();
    for (const auto id : m_store.ids("res.users.apikeys")) m_store.unlink("res.users.apikeys", id);
}

void FakeOdoo::remove_json_rpc() {
    const auto held = m_store.lock();
    m_base.has_rpc = false;
}

void FakeOdoo::set_rpc_server_wide(bool yes) {
    const auto held = m_store.lock();
    m_base.is_rpc_server_wide = yes;
}

void FakeOdoo::set_pace(const Pace& pace) {
    const std::lock_guard held(m_mutex);
    m_pace = pace;
}

void FakeOdoo::add_route(const std::string& path, Route route) {
    const std::lock_guard held(m_mutex);
    m_routes[path] = std::move(route);
}

}  // namespace ciclo::fake_odoo
