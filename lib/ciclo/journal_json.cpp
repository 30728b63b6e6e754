#include "ciclo/journal_json.hpp"

#include <optional>

#include "base/error.hpp"
#include "json/value.hpp"

namespace ciclo {
namespace {

// More than anything that is counted; sums of a few stay far from the end of the numbers.
constexpr std::int64_t k_absurd = 1'000'000'000'000'000;

FindingRecord finding_of(const json::Value& object) {
    FindingRecord out;
    out.level = integridade::level_named(object.text_at("level"));
    out.name = object.text_at(out.level ? "check" : "kind");
    out.examples = object.text_at("examples");
    if (const auto count = object.find("count")) out.count = count->whole().value_or(0);
    return out;
}

// Absent for what is no JSON to us: numbers that only PostgreSQL holds, which no cycle wrote. Such a row
// counts as one without counts, and hides no other.
std::optional<json::Document> parsed(std::string_view json) {
    if (json.empty()) return std::nullopt;
    try {
        return json::Document::parse(json);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::odoo_answer) throw;
        return std::nullopt;
    }
}

}  // namespace

staging::Counts counts_of(std::string_view json) {
    staging::Counts out;
    const auto document = parsed(json);
    if (!document || !document->root().is(json::Type::object)) return out;
    for (const auto& [name, value] : document->root().members()) {
        const auto number = value.whole();
        if (number && *number > -k_absurd && *number < k_absurd) out.add(name, *number);
    }
    return out;
}

std::vector<FindingRecord> findings_of(std::string_view json) {
    std::vector<FindingRecord> out;
    const auto document = parsed(json);
    if (!document || !document->root().is(json::Type::array)) return out;
    for (const auto& element : document->root().elements()) {
        if (element.is(json::Type::object)) out.push_back(finding_of(element));
    }
    return out;
}

}  // namespace ciclo
