// JSON-RPC: services `common` and `object` of POST /jsonrpc. Every error comes with HTTP 200.
#include <fmt/core.h>

#include "json/writer.hpp"
#include "odoo/protocol.hpp"

namespace ciclo::odoo {
namespace {

Message message(std::string label, std::string_view service, std::string_view method,
                const std::string& arguments) {
    json::Writer writer;
    writer.begin_object().key("service").string(service).key("method").string(method);
    writer.key("args").raw(arguments).end_object();
    return {std::move(label), "/jsonrpc", writer.take()};
}

Verdict judge_envelope(json::Document document, const Question& question) {
    const auto root = document.root();
    if (!root.is(json::Type::object))
        return final_error(question, ErrorKind::odoo_answer,
                           fmt::format("the answer is {}, expected an object", root.type_name()));
    const auto error = root.find("error");
    const auto id = root.find("id");
    // An error that stopped Odoo before it read the id carries null.
    const bool is_anonymous = error && (!id || id->is(json::Type::null));
    if (!is_anonymous && (!id || !id->is(json::Type::number) || id->number() != std::to_string(question.id)))
        return final_error(question, ErrorKind::odoo_answer,
                           "the answer belongs to another call: its id differs");
    if (error) {
        const auto data = error->is(json::Type::object) ? error->find("data") : std::nullopt;
        return judge_exception(data ? *data : *error, question);
    }
    if (!root.find("result"))
        return final_error(question, ErrorKind::odoo_answer, "the answer has neither result nor error");
    return answer_of(std::move(document));
}

class JsonRpc : public Protocol {
  public:
    [[nodiscard]] std::string_view name() const override { return "JSON-RPC"; }

    [[nodiscard]] Message version() const override {
        return message("common.version", "common", "version", "[]");
    }

    [[nodiscard]] Message login(const Credentials& credentials) const override {
        json::Writer writer;
        writer.begin_array().string(credentials.database).string(credentials.username);
        writer.string(credentials.api_key.reveal()).begin_object().end_object().end_array();
        return message("common.authenticate", "common", "authenticate", writer.take());
    }

    [[nodiscard]] Message call(const Call& call, const Credentials& credentials,
                               std::int64_t uid) const override {
        json::Writer writer;
        writer.begin_array().string(credentials.database).integer(uid).string(credentials.api_key.reveal());
        writer.string(call.model).string(call.method).begin_array().end_array().raw(call.arguments);
        return message(fmt::format("{}.{}", call.model, call.method), "object", "execute_kw",
                       writer.end_array().take());
    }

    [[nodiscard]] http::Request request(const Message& message, const Credentials& credentials,
                                        std::int64_t id) const override {
        json::Writer writer;
        writer.begin_object().key("jsonrpc").string("2.0").key("method").string("call");
        writer.key("params").raw(message.body).key("id").integer(id).end_object();
        auto request = request_to(message, credentials);
        request.body = writer.take();
        return request;
    }

    [[nodiscard]] Verdict judge(const http::Response& response, const Question& question) const override {
        if (response.failure != http::Failure::none) return judge_failure(response, question);
        if (response.status < 200 || response.status > 299) return judge_status(response, question);
        if (!is_json(response)) return not_json(response, question, name());
        return parsed(response, question, judge_envelope);
    }

    [[nodiscard]] json::Value result(const json::Document& document) const override {
        return document.root().at("result");
    }

    [[nodiscard]] std::optional<std::string> version_in(const json::Value& result) const override {
        const auto version = result.is(json::Type::object) ? result.find("server_version") : std::nullopt;
        if (!version || !version->is(json::Type::string)) return std::nullopt;
        return std::string(version->string());
    }

    // A refused login is no error here: the result is false.
    [[nodiscard]] std::optional<std::int64_t> user_in(const json::Value& result) const override {
        if (result.is(json::Type::boolean) && !result.boolean()) return std::nullopt;
        return result.integer();
    }
};

}  // namespace

const Protocol& json_rpc() {
    static const JsonRpc k_json_rpc;
    return k_json_rpc;
}

}  // namespace ciclo::odoo
