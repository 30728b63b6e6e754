#include "odoo/probe.hpp"

#include "odoo/calls.hpp"

#include "json/writer.hpp"

namespace ciclo::odoo {
namespace {

Call one_record(const ModelProbe& probe) {
    std::vector<std::string> fields{"id"};
    for (const auto& [field, info] : probe.types) fields.push_back(field);
    json::Writer writer;
    writer.begin_object().key("domain").begin_array().end_array().key("fields");
    write_list(writer, fields);
    writer.key("limit").integer(1).key("order").string("id").key("load").string("");
    writer.key("context").begin_object().key("active_test").boolean(false).end_object();
    return {probe.model, "search_read", writer.end_object().take()};
}

void take_fields(ModelProbe& probe, const json::Value& result) {
    for (const auto& [field, description] : result.members()) {
        probe.types.insert_or_assign(std::string(field), field_info(description));
        if (auto choices = choices_of(description)) probe.choices[std::string(field)] = std::move(*choices);
    }
}

void take_records(ModelProbe& probe, const json::Value& result) {
    probe.has_records = !result.elements().empty();
}

using Take = void (*)(ModelProbe&, const json::Value&);

void take(ModelProbe& probe, const Answer& answer, const Call& call, Take into) {
    try {
        into(probe, answer.result());
    } catch (Error& error) {
        error.within(call.model + "." + call.method);
        throw;
    }
}

void ask_alone(Client& client, ModelProbe& probe, const Call& call, Take into) {
    try {
        take(probe, client.call(std::vector<Call>{call}).front(), call, into);
    } catch (const RpcError& error) {
        // A login that is refused is refused for every model.
        if (error.exception() == "odoo.exceptions.AccessDenied") throw;
        probe.refusal = error;
    }
}

// All side by side; one by one only where one of them is refused, which throws for all.
void ask(Client& client, const std::vector<ModelProbe*>& probes, const std::vector<Call>& calls, Take into) {
    std::vector<Answer> answers;
    try {
        answers = client.call(calls);
    } catch (const RpcError&) {
        for (std::size_t i = 0; i < calls.size(); ++i) ask_alone(client, *probes[i], calls[i], into);
        return;
    }
    for (std::size_t i = 0; i < calls.size(); ++i) take(*probes[i], answers[i], calls[i], into);
}

}  // namespace

std::vector<ModelProbe> probe(Client& client, const std::map<std::string, std::vector<std::string>>& models) {
    std::vector<ModelProbe> out;
    std::vector<Call> calls;
    for (const auto& [model, fields] : models) {
        out.emplace_back().model = model;
        auto attributes = k_attributes;
        attributes.emplace_back("selection");
        calls.push_back(fields_get(model, fields, attributes));
    }
    std::vector<ModelProbe*> asked;
    for (auto& one : out) asked.push_back(&one);
    ask(client, asked, calls, take_fields);
    std::erase_if(asked, [](const auto* one) { return one->refusal.has_value(); });
    calls.clear();
    for (const auto* one : asked) calls.push_back(one_record(*one));
    ask(client, asked, calls, take_records);
    return out;
}

}  // namespace ciclo::odoo
