// JSON-2: POST /json/2/<model>/<method> with named arguments and a bearer key. No envelope: the answer is the
// bare value, an error has a status of its own and a body of JSON that names the exception.
#include <fmt/core.h>

#include "odoo/protocol.hpp"

namespace ciclo::odoo {
namespace {

constexpr std::string_view k_version_label = "web.version";

// What stands in the way of an answer, and not in Odoo: a page, or JSON that names no exception.
Verdict judge_page(const http::Response& response, const Question& question) {
    // No database has that name, or the host has none: Odoo answers a page, before it looks at the path.
    if (response.status == 404 && question.label == k_version_label)
        return final_error(question, ErrorKind::config, "answered HTTP 404, not JSON-2",
                           "check ODOO_DB and ODOO_URL; JSON-2 exists from Odoo 19 on (--odoo-api)"_tr);
    if (response.status == 404)
        return final_error(question, ErrorKind::config,
                           fmt::format("Odoo has no database '{}', or a web server before it does not pass "
                                       "/json/2 on (HTTP 404)",
                                       question.database),
                           "check ODOO_DB; with --odoo-api jsonrpc /json/2 is not needed"_tr);
    return judge_status(response, question);
}

// 401, 403, 404, 422 and 500 alike: the name decides, for Odoo answers 500 to an unknown field too.
Verdict judge_named(const http::Response& response, const json::Value& exception, const Question& question) {
    const auto name = exception.text_at("name");
    if (name.empty() || (is_transient(response.status) && !is_listed(name)))
        return judge_page(response, question);
    auto verdict = judge_exception(exception, question);
    verdict.retry_after = response.retry_after;
    return verdict;
}

Verdict judge_error(const http::Response& response, const Question& question) {
    if (!response.headers.contains("content-type") || !is_json(response))
        return judge_page(response, question);
    return parsed(response, question, [&](json::Document document, const Question&) {
        return judge_named(response, document.root(), question);
    });
}

class Json2 : public Protocol {
  public:
    [[nodiscard]] std::string_view name() const override { return "JSON-2"; }

    [[nodiscard]] Message version() const override {
        return {std::string(k_version_label), "/web/version", ""};
    }

    [[nodiscard]] Message login(const Credentials& credentials) const override {
        return call({"res.users", "context_get", "{}"}, credentials, 0);
    }

    [[nodiscard]] Message call(const Call& call, const Credentials&, std::int64_t) const override {
        return {fmt::format("{}.{}", call.model, call.method),
                fmt::format("/json/2/{}/{}", call.model, call.method), call.arguments};
    }

    // The body is an object, of a known length: Odoo takes any other for "no arguments" and would send the
    // whole table.
    [[nodiscard]] http::Request request(const Message& message, const Credentials& credentials,
                                        std::int64_t) const override {
        auto request = request_to(message, credentials);
        request.body = message.body;
        if (message.body.empty())
            request.method = http::Method::get;
        else
            request.headers.push_back({"Authorization", "bearer ", credentials.api_key});
        return request;
    }

    [[nodiscard]] Verdict judge(const http::Response& response, const Question& question) const override {
        if (response.failure != http::Failure::none) return judge_failure(response, question);
        if (response.status < 200 || response.status > 299) return judge_error(response, question);
        if (!is_json(response)) return not_json(response, question, name());
        return parsed(response, question, [](json::Document document, const Question&) {
            return answer_of(std::move(document));
        });
    }

    [[nodiscard]] json::Value result(const json::Document& document) const override {
        return document.root();
    }

    [[nodiscard]] std::optional<std::string> version_in(const json::Value& result) const override {
        const auto version = result.is(json::Type::object) ? result.find("version") : std::nullopt;
        if (!version || !version->is(json::Type::string)) return std::nullopt;
        return std::string(version->string());
    }

    // A refused key is an error here.
    [[nodiscard]] std::optional<std::int64_t> user_in(const json::Value& result) const override {
        return result.at("uid").integer();
    }
};

}  // namespace

const Protocol& json2() {
    static const Json2 k_json2;
    return k_json2;
}

http::Request request_to(const Message& message, const Credentials& credentials) {
    http::Request request;
    request.url = credentials.url + message.path;
    request.headers.push_back({"X-Odoo-Database", credentials.database});
    return request;
}

}  // namespace ciclo::odoo
