#include "ciclo/freshness.hpp"

#include <fmt/core.h>

#include "ciclo/journal_json.hpp"
#include "ciclo/plan.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/stages.hpp"

namespace ciclo {
namespace {

std::string stage_names() {
    std::vector<std::string> names;
    for (const auto& stage : stages()) names.emplace_back(stage.name);
    return postgres::array_literal(names);
}

[[noreturn]] void refuse(const std::string& what) {
    throw Error(ErrorKind::config, what,
                "is DATABASE_URL the right database? if it is, run 'ciclo schema apply'"_tr);
}

}  // namespace

Freshness read_freshness(postgres::Connection& connection, const std::string& time_zone,
                         std::chrono::seconds max_age) {
    const auto rows = connection.execute(sql::freshness, {stage_names(), time_zone});
    Freshness out;
    for (int row = 0; row < rows.rows(); ++row) {
        StageFreshness stage;
        stage.stage = rows.text(row, 0);
        stage.last_good = from_odoo(rows.text(row, 1));
        stage.local_last_good = rows.text(row, 2);
        if (stage.last_good) stage.age = std::chrono::seconds{rows.integer(row, 3)};
        stage.counts = counts_of(rows.text(row, 4));
        stage.stands_still = !stage.last_good || stage.age > max_age;
        out.stages.push_back(std::move(stage));
        out.now = from_odoo(rows.text(row, 5)).value_or(local_machine_now());
    }
    return out;
}

std::vector<StageFreshness> never_fresh() {
    std::vector<StageFreshness> out;
    for (const auto& stage : stages()) {
        StageFreshness never;
        never.stage = stage.name;
        never.stands_still = true;
        out.push_back(std::move(never));
    }
    return out;
}

std::vector<TableMove> read_moves(postgres::Connection& connection, const config::Config& config) {
    const auto rows = connection.execute(sql::tables_moved, {config.time_zone, pedido_patterns(config)});
    std::vector<TableMove> out;
    for (int row = 0; row < rows.rows(); ++row) {
        TableMove move{rows.text(row, 0), rows.text(row, 1), {}};
        if (!move.local_time.empty()) move.age = std::chrono::seconds{rows.integer(row, 2)};
        out.push_back(std::move(move));
    }
    return out;
}

bool has_journal(postgres::Connection& connection) {
    const auto there = connection.execute(sql::tables_there);
    const auto missing = there.text(0, 1);
    if (!missing.empty()) refuse(fmt::format("the application's tables are missing: {}", missing));
    return there.boolean(0, 0);
}

void check_journal(postgres::Connection& connection) {
    if (!has_journal(connection))
        refuse("the journal's tables are missing (ciclo_execucao, ciclo_etapa, ciclo_rejeito)");
}

}  // namespace ciclo
