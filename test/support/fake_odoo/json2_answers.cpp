// JSON-2 of Odoo 19: POST /json/2/<model>/<method> with a bearer key, statuses, no envelope; and the version.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "fake_odoo/fake_odoo.hpp"
#include "fake_odoo/odoo_error.hpp"
#include "fake_odoo/pages.hpp"

namespace ciclo::fake_odoo {
namespace {

struct StatusOf {
    std::string_view exception;
    int status;
};

// Whatever else goes wrong is 500, also what the client did wrong.
constexpr std::array k_statuses{
    StatusOf{"werkzeug.exceptions.BadRequest", 400}, StatusOf{"werkzeug.exceptions.Unauthorized", 401},
    StatusOf{"odoo.exceptions.AccessError", 403},    StatusOf{"odoo.exceptions.AccessDenied", 403},
    StatusOf{"werkzeug.exceptions.NotFound", 404},   StatusOf{"odoo.exceptions.MissingError", 404},
    StatusOf{"odoo.exceptions.LockError", 409},      StatusOf{"werkzeug.exceptions.UnprocessableEntity", 422},
    StatusOf{"odoo.exceptions.UserError", 422},      StatusOf{"odoo.exceptions.ValidationError", 422}};

int status_of(const std::string& exception) {
    const auto* found = std::find_if(k_statuses.begin(), k_statuses.end(),
                                     [&](const auto& one) { return one.exception == exception; });
    return found == k_statuses.end() ? 500 : found->status;
}

OdooError http_error(const char* name, const std::string& message) {
    return {fmt::format("werkzeug.exceptions.{}", name), message};
}

// "res.partner" and "search_read" of "/json/2/res.partner/search_read", also with a slash at the end.
std::pair<std::string, std::string> route_of(const HttpRequest& request) {
    std::string rest = request.path.substr(std::string_view("/json/2/").size());
    if (rest.ends_with('/')) rest.pop_back();
    const auto slash = rest.find('/');
    if (request.method != "POST" || slash == rest.npos || rest.find('/', slash + 1) != rest.npos)
        throw http_error("NotFound", "Did you mean POST /json/2/<model>/<method>?");
    return {rest.substr(0, slash), rest.substr(slash + 1)};
}

// Anything but an object counts as "no arguments".
rapidjson::Document arguments_of(const HttpRequest& request) {
    rapidjson::Document document = parse_json(request.body.empty() ? "{}" : request.body);
    if (document.HasParseError()) {
        const auto at = std::min(document.GetErrorOffset(), request.body.size());
        throw http_error(
            "BadRequest",
            fmt::format("could not parse the body as json: Expecting value: line 1 column {} (char {})",
                        at + 1, at));
    }
    return document.IsObject() ? std::move(document) : parse_json("{}");
}

// JSON-2 has its own words for what JSON-RPC says by an exception.
OdooError in_words_of_json2(const OdooError& error, const std::string& model) {
    if (error.name() == "builtins.AttributeError") return http_error("NotFound", error.what());
    const bool is_model = error.what() == fmt::format("Object {} doesn't exist", model);
    return is_model ? http_error("NotFound", fmt::format("the model '{}' does not exist", model)) : error;
}

bool is_of_records(std::string_view method) {
    return method == "read" || method == "write";
}

void name_call(RequestLog& log, const std::string& model, const std::string& method) {
    const bool is_login = method == "context_get";
    log.is_json2 = true;
    log.service = is_login ? "common" : "object";
    log.method = is_login ? "authenticate" : method;
    if (!is_login) log.model = model;
}

}  // namespace

HttpAnswer FakeOdoo::answer_version(const HttpRequest& request) {
    RequestLog log;
    log.is_json2 = true;
    log.service = "common";
    log.method = "version";
    log.request_bytes = request.body.size();
    const auto rule = m_rules.take(log.model, log.method);
    if (rule && rule->before) rule->before();
    RpcAnswer answer;
    {
        const auto held = m_store.lock();
        answer.result.text =
            fmt::format("{{\"version_info\": [{}, 0, 0, \"final\", 0, \"\"], \"version\": \"{}\"}}",
                        m_base.restrictions.major, m_base.version);
    }
    const Pages pages = [this](const RpcAnswer& sent) {
        auto answered = json2_page(sent);
        answered.headers.emplace_back(
            "Set-Cookie",
            "session_id=0; Expires=Fri, 26 Nov 2027 14:13:34 GMT; Max-Age=604800; HttpOnly; Path=/");
        return answered;
    };
    log.faulty = rule.has_value();
    auto answered = rule ? with_fault(rule->fault, answer, pages) : pages(answer);
    note(std::move(log), answered);
    return answered;
}

HttpAnswer FakeOdoo::json2_page(const RpcAnswer& answer) const {
    if (!answer.error)
        return unsniffed(page(200, k_json, answer.result.text.empty() ? "null" : answer.result.text));
    const int status = status_of(answer.error->name());
    const bool is_http = answer.error->name().starts_with("werkzeug.");
    auto sent = page(status, k_json,
                     exception_object(*answer.error, true, is_http ? std::optional(status) : std::nullopt));
    if (status == 401) sent.headers.emplace_back("WWW-Authenticate", "Bearer ");
    return sent;
}

bool FakeOdoo::knows_database(const HttpRequest& request) {
    const auto name = request.headers.find("x-odoo-database");
    const auto held = m_store.lock();
    return name != request.headers.end() && name->second == m_base.database;
}

long long FakeOdoo::user_of_bearer(const HttpRequest& request) {
    const auto header = request.headers.find("authorization");
    const std::string value = header == request.headers.end() ? "" : header->second;
    std::string scheme = value.substr(0, std::min(value.find(' '), value.size()));
    std::transform(scheme.begin(), scheme.end(), scheme.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    if (scheme != "bearer")
        throw http_error("Unauthorized",
                         "User not authenticated, use an API Key with a Bearer Authorization header.");
    const auto uid = m_base.user_of(value.substr(scheme.size() + 1), m_store);
    if (!uid) throw http_error("Unauthorized", "Invalid apikey");
    return *uid;
}

// The store must be locked.
Result FakeOdoo::call_json2(const HttpRequest& request, const std::string& model, const std::string& method,
                            RequestLog& log) {
    const long long uid = user_of_bearer(request);
    const rapidjson::Document kwargs = arguments_of(request);
    static const rapidjson::Document k_no_list = parse_json("[]");
    const Call call{model, method, &k_no_list, &kwargs};
    if (log.service == "object") describe(call, log);
    if (kwargs.HasMember("ids") && !is_of_records(method))
        throw http_error("UnprocessableEntity", fmt::format("cannot call {}.{} with ids", model, method));
    try {
        return run(View(m_store, m_base.restrictions, uid), call);
    } catch (const OdooError& error) {
        throw in_words_of_json2(error, model);
    }
}

HttpAnswer FakeOdoo::answer_json2(const HttpRequest& request) {
    if (!knows_database(request)) return page(404, k_html, std::string(k_no_database));
    if (request.method == "POST" && (!request.headers.contains("content-type") || !is_json(request))) {
        auto refused = page(415, k_html,
                            html(415, "Unsupported Media Type",
                                 "Request inferred type is compatible with [&#39;http&#39;] but "
                                 "&#39;/json/2/&lt;__model__&gt;/&lt;__method__&gt;&#39; is "
                                 "type=&#39;json2&#39;.<br><br>Please "
                                 "verify the Content-Type request header and try again."));
        refused.headers.emplace_back("Accept", "application/json");
        return refused;
    }
    RequestLog log;
    log.request_bytes = request.body.size();
    RpcAnswer answer;
    std::optional<Rule> rule;
    try {
        const auto [model, method] = route_of(request);
        name_call(log, model, method);
        rule = m_rules.take(log.model, log.method);
        if (rule && rule->before) rule->before();
        const auto held = m_store.lock();
        answer.result = call_json2(request, model, method, log);
        log.records = answer.result.ends.size();
    } catch (const OdooError& error) {
        answer.error = error;
    } catch (const std::exception& error) {
        answer.error = OdooError("builtins.Exception", fmt::format("the stand-in failed: {}", error.what()));
    }
    log.faulty = rule.has_value();
    const Pages pages = [this](const RpcAnswer& sent) { return json2_page(sent); };
    auto answered = rule ? with_fault(rule->fault, std::move(answer), pages) : json2_page(answer);
    note(std::move(log), answered);
    return answered;
}

}  // namespace ciclo::fake_odoo
