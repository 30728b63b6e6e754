#include "staging/missing.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <set>

namespace ciclo::staging {
namespace {

// The ids that rows of these tables name for one table, that are neither staged there nor known to be
// absent. Empty where none of them does.
std::string missing_ids_statement(std::string_view target, const std::set<std::string_view>& from) {
    std::vector<std::string> sources;
    for (const auto& reference : references()) {
        if (reference.target != target || from.count(reference.rows_of) == 0) continue;
        sources.push_back(fmt::format("SELECT {0} AS id FROM {1} WHERE {0} IS NOT NULL", reference.column,
                                      reference.table));
    }
    if (sources.empty()) return "";
    return fmt::format(
        "SELECT '{1}' AS table_name, id FROM (SELECT DISTINCT id FROM ({0}) named) wanted"
        " WHERE NOT EXISTS (SELECT 1 FROM {1} t WHERE t.id = wanted.id)"
        " AND NOT EXISTS (SELECT 1 FROM stg_absent a WHERE a.table_name = '{1}' AND a.id = wanted.id)",
        fmt::join(sources, " UNION ALL "), target);
}

std::set<std::string_view> reference_targets() {
    std::set<std::string_view> targets;
    for (const auto& reference : references()) targets.insert(reference.target);
    return targets;
}

}  // namespace

std::string missing_references_statement(const Catalog& catalog, const std::set<std::string_view>& from) {
    std::vector<std::string> parts;
    for (const auto target : reference_targets()) {
        const auto& model = model_of(target);
        if (!catalog.has(model) && !catalog.is_closed(model)) continue;
        if (auto part = missing_ids_statement(target, from); !part.empty()) parts.push_back(std::move(part));
    }
    if (parts.empty()) return "";
    return fmt::format("{} ORDER BY 1, 2", fmt::join(parts, " UNION ALL "));
}

std::string not_staged_statement(const IdsByTable& asked) {
    std::vector<std::string> parts;
    for (const auto& [table, ids] : asked) {
        parts.push_back(fmt::format(
            "SELECT '{0}' AS table_name, a.id, EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = '{1}' AND "
            "r.id = a.id) AS rejected FROM unnest(${2}::bigint[]) a (id) WHERE NOT EXISTS "
            "(SELECT 1 FROM {0} t WHERE t.id = a.id)",
            table, model_of(table).name, parts.size() + 1));
    }
    return fmt::format("{} ORDER BY 1, 2", fmt::join(parts, " UNION ALL "));
}

std::string note_absent_statement(const IdsByTable& asked) {
    return fmt::format("INSERT INTO stg_absent SELECT table_name, id FROM ({}) missing",
                       not_staged_statement(asked));
}

std::vector<postgres::Param> ids_of(const IdsByTable& asked) {
    std::vector<postgres::Param> params;
    for (const auto& [table, ids] : asked) params.emplace_back(postgres::array_literal(ids));
    return params;
}

}  // namespace ciclo::staging
