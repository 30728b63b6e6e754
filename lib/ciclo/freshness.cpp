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
        const postgres::NamedRow found(rows, row);
        StageFreshness stage;
        stage.stage = found.text("stage");
        stage.last_good = from_odoo(found.text("finished_at"));
        stage.local_last_good = found.text("local_finished");
        if (stage.last_good) stage.age = std::chrono::seconds{found.integer("age_seconds")};
        stage.counts = counts_of(found.text("counts"));
        stage.is_stale = !stage.last_good || stage.age > max_age;
        out.stages.push_back(std::move(stage));
        out.now = from_odoo(found.text("now")).value_or(local_machine_now());
    }
    return out;
}

std::vector<StageFreshness> never_fresh() {
    std::vector<StageFreshness> out;
    for (const auto& stage : stages()) {
        StageFreshness never;
        never.stage = stage.name;
        never.is_stale = true;
        out.push_back(std::move(never));
    }
    return out;
}

std::vector<TableMove> read_moves(postgres::Connection& connection, const config::Config& config) {
    const auto rows = connection.execute(sql::tables_moved, {config.time_zone, pedido_patterns(config)});
    std::vector<TableMove> out;
    for (int row = 0; row < rows.rows(); ++row) {
        const postgres::NamedRow found(rows, row);
        TableMove move{found.text("name"), found.text("local_time"), {}};
        if (!move.local_time.empty()) move.age = std::chrono::seconds{found.integer("age_seconds")};
        out.push_back(std::move(move));
    }
    return out;
}

bool has_journal(postgres::Connection& connection) {
    const auto result = connection.execute(sql::tables_there);
    const postgres::NamedRow there(result);
    const auto missing = there.text("missing");
    if (!missing.empty()) refuse(fmt::format("the application's tables are missing: {}", missing));
    return there.boolean("journal");
}

void check_journal(postgres::Connection& connection) {
    if (!has_journal(connection))
        refuse("the journal's tables are missing (ciclo_execucao, ciclo_etapa, ciclo_rejeito)");
}

}  // namespace ciclo
