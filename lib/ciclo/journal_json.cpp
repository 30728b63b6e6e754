#include "ciclo/journal_json.hpp"

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

}  // namespace

staging::Counts counts_of(std::string_view json) {
    staging::Counts out;
    if (json.empty()) return out;
    const auto document = json::Document::parse(json);
    if (!document.root().is(json::Type::object)) return out;
    for (const auto& [name, value] : document.root().members()) {
        const auto number = value.whole();
        if (number && *number > -k_absurd && *number < k_absurd) out.add(name, *number);
    }
    return out;
}

std::vector<FindingRecord> findings_of(std::string_view json) {
    std::vector<FindingRecord> out;
    if (json.empty()) return out;
    const auto document = json::Document::parse(json);
    if (!document.root().is(json::Type::array)) return out;
    for (const auto& element : document.root().elements()) {
        if (element.is(json::Type::object)) out.push_back(finding_of(element));
    }
    return out;
}

}  // namespace ciclo
