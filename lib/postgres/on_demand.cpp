#include "postgres/on_demand.hpp"

#include <algorithm>
#include <array>

namespace ciclo::postgres {
namespace {

constexpr std::array<std::string_view, 3> k_beginnings{"CREATE TEMP TABLE ", "CREATE TEMP VIEW ",
                                                       "CREATE FUNCTION "};

bool is_of_a_name(char c) {
    return c == '_' || c == '.' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// "stg_order", "pg_temp.word", also "o.id".
std::string_view name_at(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size() && is_of_a_name(text[length])) ++length;
    return text.substr(0, length);
}

// The name of what the line makes, "" for any other line.
std::string_view defined_by(std::string_view line) {
    for (const auto beginning : k_beginnings)
        if (line.starts_with(beginning)) return name_at(line.substr(beginning.size()));
    return {};
}

std::string_view first_line(std::string_view text) {
    const auto end = text.find('\n');
    return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

// A comment, a text in quotes, or one character of something else.
std::size_t length_without_names(std::string_view text) {
    if (text.starts_with("--")) return first_line(text).size();
    if (text.front() != '\'') return 1;
    const auto end = text.find('\'', 1);
    return end == std::string_view::npos ? text.size() : end + 1;
}

}  // namespace

void OnDemand::offer(std::string_view script) {
    std::string* definition = nullptr;
    while (!script.empty()) {
        const auto line = first_line(script);
        script.remove_prefix(line.size());
        if (const auto name = defined_by(line); !name.empty()) {
            definition = nullptr;
            if (m_places.emplace(name, m_definitions.size()).second) {
                definition = &m_definitions.emplace_back();
                m_made.push_back(false);
            }
        }
        if (definition != nullptr) *definition += line;
    }
}

std::string OnDemand::take(std::string_view text) {
    std::string script;
    if (!m_places.empty()) add_missing(text, script);
    return script;
}

void OnDemand::add_missing(std::string_view text, std::string& script) {
    while (!text.empty()) {
        const auto name = name_at(text);
        if (!name.empty()) add_named(name, script);
        text.remove_prefix(name.empty() ? length_without_names(text) : name.size());
    }
}

// A column behind its table ("stg_ciclo.tipos") names the table.
void OnDemand::add_named(std::string_view name, std::string& script) {
    auto place = m_places.find(name);
    if (place == m_places.end()) place = m_places.find(name.substr(0, name.find('.')));
    if (place == m_places.end() || m_made[place->second]) return;
    m_made[place->second] = true;
    const auto& definition = m_definitions[place->second];
    add_missing(definition, script);
    script += definition;
}

void OnDemand::restore(const std::vector<bool>& made) {
    for (std::size_t i = 0; i < m_made.size(); ++i) m_made[i] = i < made.size() && made[i];
}

}  // namespace ciclo::postgres
