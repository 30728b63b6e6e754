#include "ciclo/last_look.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "base/text.hpp"
#include "ciclo/changes.hpp"
#include "ciclo/journal_json.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/version.hpp"
#include "integridade/integridade.hpp"
#include "json/writer.hpp"

namespace ciclo {
namespace {

// Every table that the stages write, of the application's; what they look at is among them.
std::string activity(postgres::Connection& connection) {
    std::vector<std::string> tables;
    for (const auto name : watched_tables()) {
        if (!name.starts_with("ciclo_")) tables.emplace_back(name);
    }
    return connection.execute(sql::activity, {postgres::array_literal(tables)}).text(0, 0);
}

// Another setting may make something of rows that were left alone.
std::string key_of(const config::Config& config, const std::string& reading, const std::string& activity) {
    if (activity.empty()) return {};
    return fingerprint(fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", k_version, reading,
                                   fmt::join(config.no_stock_products, ","), static_cast<int>(config.removal),
                                   static_cast<int>(config.split_lots), config.deliveries,
                                   static_cast<int>(config.integrity), activity));
}

std::string to_json(const std::vector<integridade::Finding>& findings) {
    json::Writer writer;
    writer.begin_array();
    integridade::write_json(writer, findings);
    return writer.end_array().take();
}

// Of those that are looked for in every cycle.
std::vector<integridade::Finding> findings_in(const std::string& json) {
    std::vector<integridade::Finding> out;
    for (const auto& record : findings_of(json)) {
        for (const auto& check : integridade::checks()) {
            if (check.name == record.name && check.scope == integridade::Scope::every_cycle)
                out.push_back({check.name, check.level, record.count, record.examples});
        }
    }
    return out;
}

}  // namespace

LastLook recall_look(postgres::Connection& connection, const config::Config& config,
                     const std::string& reading, const staging::Window& window) {
    LastLook look;
    if (config.has_selection()) return look;
    look.activity = activity(connection);
    look.key = key_of(config, reading, look.activity);
    const auto result = connection.execute(
        sql::recall_look,
        {config.odoo_db, config.odoo_username,
         look.key.empty() ? postgres::Param() : postgres::Param(look.key), to_odoo(window.to),
         std::to_string(std::chrono::seconds(config.sweep_interval).count())});
    const postgres::NamedRow row(result);
    look.is_sweep_due = row.boolean("is_due");
    look.is_good = row.boolean("is_same") && !look.is_sweep_due && !window.full;
    if (!look.is_good) return look;
    look.findings = findings_in(row.text("findings"));
    const auto ids = connection.execute(sql::live_orders, {config.odoo_db, config.odoo_username});
    for (int i = 0; i < ids.rows(); ++i) look.live_orders.push_back(ids.integer(i, 0));
    return look;
}

void remember_look(postgres::Connection& connection, const config::Config& config, const LastLook& look,
                   const std::vector<integridade::Finding>& findings,
                   const std::vector<std::int64_t>* live_orders) {
    if (config.has_selection()) return;
    const bool nobody_wrote = !look.key.empty() && activity(connection) == look.activity;
    if (nobody_wrote && look.is_good) return;
    std::vector<postgres::Param> params{config.odoo_db, config.odoo_username, {}, {}, {}};
    if (nobody_wrote && live_orders != nullptr) {
        params[2] = look.key;
        params[3] = to_json(findings);
        params[4] = postgres::array_literal(*live_orders);
    }
    connection.execute(sql::remember_look, params);
}

}  // namespace ciclo
