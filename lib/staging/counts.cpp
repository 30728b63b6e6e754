#include "staging/counts.hpp"

#include <algorithm>

#include "json/writer.hpp"
#include "postgres/connection.hpp"

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

}  // namespace ciclo::staging
