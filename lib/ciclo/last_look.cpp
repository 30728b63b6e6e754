#include "ciclo/last_look.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "ciclo/changes.hpp"
#include "ciclo/journal_json.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/version.hpp"
#include "integridade/integridade.hpp"
#include "json/writer.hpp"

namespace ciclo {
namespace {

struct Activity {
    std::string counts;   // empty where the server does not count
    bool is_all = false;  // no other session may keep any
};

// Of every table that the stages write, of the application's; what they look at is among them.
Activity activity(postgres::Connection& connection) {
    std::vector<std::string> tables;
    for (const auto name : watched_tables()) {
        if (!name.starts_with("ciclo_")) tables.emplace_back(name);
    }
    const auto result = connection.execute(sql::activity, {postgres::array_literal(tables)});
    const postgres::NamedRow row(result);
    return {row.text("activity"), row.boolean("is_all_counted")};
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

// What is looked at in every cycle, or comes of reading Odoo.
constexpr std::array k_said_every_cycle{"LOTES_EXCEDEM_SALDO", "ENTREGAS_SEM_DIREITO", "MODELO_SEM_ACESSO",
                                        "VISAO_NAO_ATUALIZADA"};

// What a look says, and a cycle that does not look at everything would not, may be something that it could
// not do.
bool left_something(const std::vector<StageReport>& stages, const std::vector<Notice>& of_plan) {
    const auto is_said_anyway = [&](const Notice& notice) {
        return std::any_of(k_said_every_cycle.begin(), k_said_every_cycle.end(),
                           [&](const char* kind) { return notice.kind == kind; }) ||
               std::any_of(of_plan.begin(), of_plan.end(),
                           [&](const auto& other) { return notice.kind == other.kind; });
    };
    return std::any_of(stages.begin(), stages.end(), [&](const auto& stage) {
        return !std::all_of(stage.notices.begin(), stage.notices.end(), is_said_anyway);
    });
}

std::vector<integridade::Finding> findings_of_all(const std::vector<StageReport>& stages) {
    std::vector<integridade::Finding> findings;
    for (const auto& stage : stages)
        findings.insert(findings.end(), stage.findings.begin(), stage.findings.end());
    return findings;
}

}  // namespace

LastLook recall_look(postgres::Connection& connection, const config::Config& config,
                     const std::string& reading, const staging::Window& window) {
    LastLook look;
    if (config.has_selection()) return look;
    const auto now = activity(connection);
    look.activity = now.counts;
    look.key = key_of(config, reading, look.activity);
    const auto result = connection.execute(
        sql::recall_look,
        {config.odoo_db, config.odoo_username,
         look.key.empty() ? postgres::Param() : postgres::Param(look.key), to_odoo(window.to),
         std::to_string(std::chrono::seconds(config.sweep_interval).count())});
    const postgres::NamedRow row(result);
    look.is_sweep_due = row.boolean("is_due");
    look.is_good = row.boolean("is_same") && now.is_all && !look.is_sweep_due && !window.full;
    if (!look.is_good) return look;
    look.findings = findings_in(row.text("findings"));
    const auto ids = connection.execute(sql::live_orders, {config.odoo_db, config.odoo_username});
    for (int i = 0; i < ids.rows(); ++i) look.live_orders.push_back(ids.integer(i, 0));
    return look;
}

void remember_look(postgres::Connection& connection, const config::Config& config, const LastLook& look,
                   const std::vector<StageReport>& stages, const std::vector<Notice>& of_plan,
                   const std::vector<std::int64_t>* live_orders) {
    if (config.has_selection()) return;
    const bool nobody_wrote = !look.key.empty() && activity(connection).counts == look.activity;
    if (nobody_wrote && look.is_good) return;
    std::vector<postgres::Param> params{config.odoo_db, config.odoo_username, {}, {}, {}};
    if (nobody_wrote && live_orders != nullptr && !left_something(stages, of_plan)) {
        params[2] = look.key;
        params[3] = to_json(findings_of_all(stages));
        params[4] = postgres::array_literal(*live_orders);
    }
    connection.execute(sql::remember_look, params);
}

}  // namespace ciclo
