#include "staging/stage.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "json/writer.hpp"
#include "staging/sql.hpp"

namespace ciclo::staging {

void Counts::add(std::string_view name, long long number) {
    const auto it =
        std::find_if(m_numbers.begin(), m_numbers.end(), [&](const auto& n) { return n.first == name; });
    if (it == m_numbers.end()) {
        m_numbers.emplace_back(name, number);
    } else {
        it->second += number;
    }
}

void Counts::add_row(const postgres::Result& result) {
    if (result.rows() == 0) return;
    for (int column = 0; column < result.columns(); ++column)
        add(result.column_name(column), result.integer(0, column));
}

void Counts::add_all(const Counts& other) {
    for (const auto& [name, number] : other.m_numbers) add(name, number);
}

long long Counts::get(std::string_view name) const {
    const auto it =
        std::find_if(m_numbers.begin(), m_numbers.end(), [&](const auto& n) { return n.first == name; });
    return it == m_numbers.end() ? 0 : it->second;
}

std::string Counts::json() const {
    json::Writer writer;
    writer.begin_object();
    for (const auto& [name, number] : m_numbers) writer.key(name).integer(number);
    writer.end_object();
    return writer.take();
}

Counts run_statements(postgres::Connection& connection, const std::vector<postgres::Statement>& statements) {
    Counts counts;
    for (const auto statement : statements) counts.add_row(connection.execute(statement));
    return counts;
}

Counts fill(postgres::Connection& connection, std::string_view table, const postgres::Statement& statement) {
    auto counts = run_statements(connection, {statement});
    connection.execute_script(fmt::format("ANALYZE {};", table));
    return counts;
}

std::vector<std::int64_t> earlier_rejects(Staging& staging, const Model& model,
                                          const std::string& staged_table) {
    return staging.ids(
        fmt::format("SELECT r.record_id FROM ciclo_rejeito r WHERE r.model = '{}'"
                    " AND NOT EXISTS (SELECT 1 FROM {} s WHERE s.id = r.record_id) ORDER BY 1",
                    model.name, staged_table));
}

Counts persist_rejects(postgres::Connection& connection, const Model& model) {
    Counts counts;
    const std::vector<postgres::Param> params{std::string(model.name)};
    counts.add_row(connection.execute(sql::rejects_forget, params));
    counts.add_row(connection.execute(sql::rejects_store, params));
    return counts;
}

}  // namespace ciclo::staging
