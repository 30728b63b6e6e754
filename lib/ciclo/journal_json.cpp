#include "ciclo/journal_json.hpp"

#include <charconv>
#include <optional>

#include "json/value.hpp"

namespace ciclo {
namespace {

std::optional<long long> whole_number(const json::Value& value) {
    if (!value.is(json::Type::number)) return std::nullopt;
    const auto text = value.number();
    long long number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string text_at(const json::Value& object, std::string_view key) {
    const auto value = object.find(key);
    return value && value->is(json::Type::string) ? std::string(value->string()) : std::string();
}

FindingRecord finding_of(const json::Value& object) {
    FindingRecord out;
    out.level = text_at(object, "level");
    out.name = text_at(object, out.level.empty() ? "kind" : "check");
    out.examples = text_at(object, "examples");
    if (const auto count = object.find("count")) out.count = whole_number(*count).value_or(0);
    return out;
}

}  // namespace

staging::Counts counts_of(std::string_view json) {
    staging::Counts out;
    if (json.empty()) return out;
    const auto document = json::Document::parse(json);
    if (!document.root().is(json::Type::object)) return out;
    for (const auto& [name, value] : document.root().members()) {
        if (const auto number = whole_number(value)) out.add(name, *number);
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
