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

}  // namespace ciclo::odoo
