#include "plans_support.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <map>

#include "carteira/sql.hpp"
#include "ciclo/changes.hpp"
#include "ciclo/sql.hpp"
#include "entregas/sql.hpp"
#include "faturado/sql.hpp"
#include "faturamento/sql.hpp"
#include "integridade/sql.hpp"
#include "json/value.hpp"
#include "staging/sql.hpp"

namespace ciclo::test {
namespace {

template <typename List>
void add_names(std::map<std::string_view, std::string_view>& names, const List& list) {
    for (const auto& statement : list) names[statement.text] = statement.name;
}

std::string name_of(std::string_view text) {
    static const auto k_names = [] {
        std::map<std::string_view, std::string_view> names;
        add_names(names, staging::sql::k_all);
        add_names(names, faturamento::sql::k_all);
        add_names(names, integridade::sql::k_all);
        add_names(names, entregas::sql::k_all);
        add_names(names, faturado::sql::k_all);
        add_names(names, carteira::sql::k_all);
        add_names(names, ciclo::sql::k_all);
        return names;
    }();
    const auto found = k_names.find(text);
    return std::string(found != k_names.end() ? found->second : text.substr(0, text.find('\n')));
}

double number(const json::Value& node, std::string_view key) {
    const auto value = node.find(key);
    return value ? std::stod(std::string(value->number())) : 0;
}

void add_steps(std::vector<Step>& steps, const json::Value& node) {
    Step step{std::string(node.at("Node Type").string()), "", number(node, "Actual Loops"), 0};
    if (const auto table = node.find("Relation Name")) step.table = table->string();
    step.rows = step.loops *
                (number(node, "Actual Rows") + number(node, "Rows Removed by Filter") +
                 number(node, "Rows Removed by Join Filter") + number(node, "Rows Removed by Index Recheck"));
    steps.push_back(std::move(step));
    if (const auto children = node.find("Plans")) {
        for (const auto& child : children->elements()) add_steps(steps, child);
    }
}

Plan plan_of(std::string_view text) {
    const auto document = json::Document::parse(text);
    Plan plan{name_of(document.root().at("Query Text").string()), {}};
    add_steps(plan.steps, document.root().at("Plan"));
    return plan;
}

// A table that grows with the history: the application's, or one of our own.
bool is_stored(const std::string& table) {
    const auto watched = watched_tables();
    return table.starts_with("ciclo_") || std::find(watched.begin(), watched.end(), table) != watched.end();
}

}  // namespace

PlanWatch::PlanWatch(World& world)
    : m_log(world.database.cluster().directory() / "log"),
      m_prefix(" " + world.database.name() + " LOG:  duration: ") {
    for (const char* setting :
         {"session_preload_libraries = 'auto_explain'", "auto_explain.log_min_duration = 0",
          "auto_explain.log_analyze = on", "auto_explain.log_timing = off", "auto_explain.log_format = json",
          "max_parallel_workers_per_gather = 0"})
        world.database.cluster().as_superuser(
            fmt::format("ALTER DATABASE {} SET {}", world.database.name(), setting));
    m_read = std::filesystem::file_size(m_log);
}

// A plan is a line with the duration and the lines after it, each after a tab.
std::vector<Plan> PlanWatch::take() {
    std::ifstream log(m_log);
    log.seekg(static_cast<std::streamoff>(m_read));
    m_read = std::filesystem::file_size(m_log);
    std::vector<Plan> plans;
    std::string text;
    const auto end_plan = [&] {
        if (!text.empty()) plans.push_back(plan_of(text));
        text.clear();
    };
    bool ours = false;
    for (std::string line; std::getline(log, line);) {
        if (line.starts_with('\t')) {
            if (ours) text += line.substr(1) + "\n";
            continue;
        }
        end_plan();
        ours = line.find(m_prefix) != std::string::npos && line.ends_with("plan:");
    }
    end_plan();
    return plans;
}

std::map<std::string, double> work_of(const std::vector<Plan>& plans) {
    std::map<std::string, double> rows;
    for (const auto& plan : plans) {
        for (const auto& step : plan.steps) rows[plan.statement] += step.rows;
    }
    return rows;
}

std::string repeated_scans(const std::vector<Plan>& plans) {
    // What PostgreSQL rightly takes for cheaper than an index: eight pages.
    constexpr double k_small = 500;
    std::string out;
    for (const auto& plan : plans) {
        for (const auto& step : plan.steps) {
            if (step.kind != "Seq Scan" || step.loops <= 1 || !is_stored(step.table)) continue;
            if (step.rows / step.loops < k_small) continue;
            out += fmt::format("{} looks through {} {} times\n", plan.statement, step.table, step.loops);
        }
    }
    return out;
}

}  // namespace ciclo::test
