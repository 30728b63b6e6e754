#include "odoo/calls.hpp"

#include "base/text.hpp"

namespace ciclo::odoo {

void write_list(json::Writer& writer, const std::vector<std::string>& texts) {
    writer.begin_array();
    for (const auto& text : texts) writer.string(text);
    writer.end_array();
}

Call fields_get(const std::string& model, const std::vector<std::string>& fields,
                const std::vector<std::string>& attributes) {
    json::Writer writer;
    writer.begin_object().key("allfields");
    write_list(writer, fields);
    writer.key("attributes");
    write_list(writer, attributes);
    return {model, "fields_get", writer.end_object().take()};
}

std::optional<std::vector<std::string>> choices_of(const json::Value& description) {
    const auto selection = description.find("selection");
    if (!selection || !selection->is(json::Type::array)) return std::nullopt;
    std::vector<std::string> choices;
    for (const auto& choice : selection->elements()) choices.emplace_back(choice.at(0).string());
    return choices;
}

FieldInfo field_info(const json::Value& description) {
    const auto text = [&](std::string_view name) {
        const auto value = description.find(name);
        return value && value->is(json::Type::string) ? visible(clean_utf8(value->string())) : std::string();
    };
    const auto says_no = [&](std::string_view name) {
        const auto value = description.find(name);
        return value && value->is(json::Type::boolean) && !value->boolean();
    };
    // "searchable" counts where it is said, for a field that is computed may have a search of its own.
    const bool is_searchable = description.find("searchable") ? !says_no("searchable") : !says_no("store");
    return {visible(clean_utf8(description.at("type").string())), text("relation"), is_searchable};
}

Call newest(const std::string& model, const std::vector<std::string>& fields, const Domain& domain,
            int limit) {
    json::Writer writer;
    writer.begin_object().key("domain").raw(domain.json()).key("fields");
    write_list(writer, fields);
    writer.key("limit").integer(limit).key("order").string("id desc").key("load").string("");
    writer.key("context").begin_object().key("active_test").boolean(false).end_object();
    return {model, "search_read", writer.end_object().take()};
}

Call count_of(const std::string& model, const Domain& domain) {
    json::Writer writer;
    writer.begin_object().key("domain").raw(domain.json()).key("context").raw(k_context);
    return {model, std::string(k_search_count), writer.end_object().take()};
}

long long counted(const Answer& answer, const std::string& model) {
    try {
        return answer.result().integer();
    } catch (Error& error) {
        error.within(fmt::format("{}.search_count", model));
        throw;
    }
}

}  // namespace ciclo::odoo
