#include "markers_support.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace ciclo::test {
namespace {

bool contains(const Columns& columns, const std::string& name) {
    return std::find(columns.begin(), columns.end(), name) != columns.end();
}

std::string listed(const Columns& columns) {
    std::string out;
    for (const auto& column : columns) out += (out.empty() ? "" : ",") + column;
    return "'{" + out + "}'::text[]";
}

// A value that names the row and the column, as far as the type has room for it; `width` is that of a
// varchar.
std::string mark(const std::string& column, const std::string& type, const std::string& place,
                 const std::string& width) {
    auto number = "(id % 100000 * 100 + " + place + ")";
    if (type == "character varying" || type == "text")
        return "left(md5(id || '" + column + "'), " + (width.empty() ? "32" : width) + ")";
    if (type == "boolean") return "(id + " + place + ") % 2 = 0";
    if (type == "integer") return number;
    if (type == "date") return "date '2020-01-01' + " + number + " % 30000";
    if (type == "time without time zone") return "time '00:00' + " + number + " % 1440 * interval '1 minute'";
    if (type == "timestamp without time zone")
        return "timestamp '2020-01-01' + " + number + " * interval '1 minute'";
    return number + " + 0.25";  // numeric, double precision; another type fails in PostgreSQL
}

}  // namespace

Markers::Markers(World& world) : m_world(world) {
    m_world.execute(
        "SET client_min_messages = warning; DROP TABLE IF EXISTS marker, marked;"
        "CREATE TEMP TABLE marker (place int, id bigint, column_name text, value text);"
        "CREATE TEMP TABLE marked (table_name text, id bigint, PRIMARY KEY (table_name, id))");
}

Overrides Markers::marks(const std::string& table) {
    const auto result = m_world.session.execute(
        "SELECT column_name, data_type, ordinal_position, character_maximum_length FROM "
        "information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY 3",
        {table});
    Overrides out;
    for (int row = 0; row < result.rows(); ++row) {
        const auto column = result.text(row, 0);
        out.emplace_back(column, mark(column, result.text(row, 1), result.text(row, 2), result.text(row, 3)));
    }
    return out;
}

void Markers::fill(const std::string& table, const Columns& left_alone) {
    std::string set;
    for (const auto& [column, value] : marks(table)) {
        if (column == "id" || contains(left_alone, column)) continue;
        set += fmt::format("{}{} = {}", set.empty() ? "" : ", ", column, value);
    }
    m_world.execute(
        fmt::format("UPDATE {0} SET {1} WHERE id NOT IN (SELECT id FROM marked WHERE table_name = '{0}');"
                    "INSERT INTO marked SELECT '{0}', id FROM {0} ON CONFLICT DO NOTHING",
                    table, set));
}

void Markers::scramble(const std::string& table, const std::string& column, const std::string& condition) {
    for (const auto& [name, value] : marks(table)) {
        if (name == column)
            m_world.execute(fmt::format("UPDATE {} SET {} = {} WHERE {}", table, column, value, condition));
    }
}

void Markers::plant(const std::string& table, long long id, const Overrides& overrides) {
    std::string names;
    std::string values;
    for (const auto& [column, value] : marks(table)) {
        const auto given = std::find_if(overrides.begin(), overrides.end(),
                                        [&, &name = column](const auto& o) { return o.first == name; });
        names += (names.empty() ? "" : ", ") + column;
        values += (values.empty() ? "" : ", ") + (column == "id"             ? std::string("id")
                                                  : given != overrides.end() ? given->second
                                                                             : value);
    }
    m_world.execute("INSERT INTO " + table + " (" + names + ") SELECT " + values + " FROM (VALUES (" +
                    std::to_string(id) + ")) v (id)");
}

void Markers::remember(const Table& table, const std::string& condition) {
    const auto place = std::to_string(m_tables.size());
    m_tables.push_back(table);
    m_world.execute("INSERT INTO marker SELECT " + place + ", t.id, e.key, e.value FROM " + table.name +
                    " t, jsonb_each_text(" + table.row + ") e WHERE " + condition);
}

void Markers::remember(const std::string& table, const Columns& ignored, const std::string& condition) {
    remember(Table{table, "to_jsonb(t) - " + listed(ignored)}, condition);
}

void Markers::remember_versions(const std::string& table, const std::string& condition) {
    remember(Table{table, "to_jsonb(t) || jsonb_build_object('xmin', t.xmin::text, 'ctid', t.ctid::text)"},
             condition);
}

void Markers::forget() {
    m_tables.clear();
    m_world.execute("TRUNCATE marker");
}

std::string Markers::changes() {
    std::string out;
    for (std::size_t place = 0; place < m_tables.size(); ++place) {
        const auto& [name, row] = m_tables[place];
        const auto lines = m_world.rows(fmt::format(
            "WITH now AS (SELECT t.id, e.key, e.value FROM {0} t, jsonb_each_text({1}) e)"
            " SELECT '{0} ' || m.id || ' ' || m.column_name || ': ' || coalesce(m.value, 'NULL')"
            " || ' -> ' || CASE WHEN n.id IS NULL THEN 'gone' ELSE coalesce(n.value, 'NULL') END"
            " FROM marker m LEFT JOIN now n ON n.id = m.id AND n.key = m.column_name WHERE m.place = {2}"
            " AND (n.id IS NULL OR n.value IS DISTINCT FROM m.value) ORDER BY m.id, m.column_name",
            name, row, place));
        out += lines + (lines.empty() ? "" : "\n");
    }
    return out;
}

long long Markers::remembered() const {
    return std::stoll(m_world.value("SELECT count(*) FROM marker"));
}

}  // namespace ciclo::test
