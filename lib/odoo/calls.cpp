#include "odoo/calls.hpp"

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

Call newest(const std::string& model, const std::vector<std::string>& fields, const Domain& domain,
            int limit) {
    json::Writer writer;
    writer.begin_object().key("domain").raw(domain.json()).key("fields");
    write_list(writer, fields);
    writer.key("limit").integer(limit).key("order").string("id desc").key("load").string("");
    writer.key("context").begin_object().key("active_test").boolean(false).end_object();
    return {model, "search_read", writer.end_object().take()};
}

}  // namespace ciclo::odoo
