// How FakeOdoo answers: the pages beside the JSON, the calls, and what the rules make of them.
#include <fmt/format.h>

#include "fake_odoo/fake_odoo.hpp"
#include "fake_odoo/odoo_error.hpp"
#include "fake_odoo/pages.hpp"

namespace ciclo::fake_odoo {
namespace {

Result without(Result result, std::size_t records) {
    const std::size_t left = result.ends.size() > records ? result.ends.size() - records : 0;
    if (!result.text.starts_with('[')) return result;
    result.text.resize(left == 0 ? 1 : result.ends[left - 1]);
    result.text += "]";
    result.ends.resize(left);
    return result;
}

Result emptied(const Result& result) {
    const char first = result.text.empty() ? '0' : result.text.front();
    return {first == '[' ? "[]" : first == '{' ? "{}" : "0", {}};
}

void describe(const RpcRequest& request, RequestLog& log) {
    log.service = request.service;
    log.method = request.service == "object" ? request.model_method : request.method;
    log.model = request.model;
    if (request.service == "object")
        describe({request.model, request.model_method, request.model_args, request.model_kwargs}, log);
}

}  // namespace

void describe(const Call& call, RequestLog& log) {
    log.keywords = json_text(*call.kwargs);
    if (const Json* domain = call.argument(0, "domain"); domain != nullptr) log.domain = json_text(*domain);
    if (const Json* fields = call.argument(1, "fields"); fields != nullptr && fields->IsArray())
        for (const auto& field : fields->GetArray())
            if (field.IsString()) log.fields.emplace_back(text_view(field));
}

HttpAnswer FakeOdoo::page(int status, const std::string& type, std::string body) const {
    HttpAnswer answer{
        .status = status, .headers = {{"Server", "Werkzeug/2.2.2 Python/3.11.2"}}, .body = std::move(body)};
    if (auto text = date(); !text.empty()) answer.headers.emplace_back("Date", std::move(text));
    answer.headers.emplace_back("Content-Type", type);
    answer.headers.emplace_back("Connection", "close");
    return answer;
}

HttpAnswer FakeOdoo::json_page(const RpcAnswer& answer) const {
    HttpAnswer sent = page(200, k_json, answer.text(m_base.is_since(19)));
    // The real server leaves this header out of its error answers.
    return answer.error ? sent : unsniffed(std::move(sent));
}

HttpAnswer FakeOdoo::handle(const HttpRequest& request) {
    const auto begin = std::chrono::steady_clock::now();
    std::optional<Route> route;
    std::optional<Pace> pace;
    {
        const std::lock_guard held(m_mutex);
        const auto found = m_routes.find(request.path);
        if (found != m_routes.end()) route = found->second;
        pace = m_pace;
    }
    try {
        if (route) {
            const auto [status, body] = (*route)(request.body);
            return page(status, k_json, body);
        }
        auto answer = answer_api(request);
        if (pace) {
            const auto whole = pace->answer + pace->kib * static_cast<long long>(answer.body.size()) / 1024;
            m_server.sleep(whole - (std::chrono::steady_clock::now() - begin));
        }
        return answer;
    } catch (const std::exception& error) {
        return page(500, k_html, html(500, "Internal Server Error", error.what()));
    }
}

HttpAnswer FakeOdoo::answer_api(const HttpRequest& request) {
    if (m_base.has_rpc && (request.path == "/jsonrpc" || request.path == "/jsonrpc/"))
        return answer_rpc(request);
    const bool is_since_19 = m_base.is_since(19);
    if (is_since_19 && (request.path == "/web/version" || request.path == "/json/version"))
        return answer_version(request);
    if (is_since_19 && request.path.starts_with("/json/2/")) return answer_json2(request);
    return page(404, k_html,
                html(404, "Not Found",
                     "The requested URL was not found on the server. If you entered the URL manually "
                     "please check your spelling and try again."));
}

HttpAnswer FakeOdoo::answer_rpc(const HttpRequest& request) {
    if (!m_base.is_rpc_server_wide && !knows_database(request))
        return page(404, k_html, std::string(k_no_database));
    if (!is_json(request)) return wrong_type(m_base.is_since(19));
    const rapidjson::Document document = parse_json(request.body);
    if (document.HasParseError()) return unsniffed(page(400, k_html, "Invalid JSON data"));
    if (!document.IsObject()) return unsniffed(page(400, k_html, "Invalid JSON-RPC data"));
    RequestLog log;
    log.request_bytes = request.body.size();
    log.body = request.body;
    HttpAnswer answer = answer_call(document, log);
    note(std::move(log), answer);
    return answer;
}

HttpAnswer FakeOdoo::wrong_type(bool is_since_19) const {
    const char* text = "Request inferred type is compatible with [&#39;http&#39;] but &#39;/jsonrpc&#39; is ";
    if (!is_since_19)
        return page(400, k_html, html(400, "Bad Request", text + std::string("type=&#39;json&#39;.")));
    auto answer = page(415, k_html,
                       html(415, "Unsupported Media Type",
                            text + std::string("type=&#39;jsonrpc&#39;.<br><br>Please verify the "
                                               "Content-Type request header and try again.")));
    answer.headers.emplace_back("Accept", "application/json, application/json-rpc");
    return answer;
}

void FakeOdoo::note(RequestLog log, const HttpAnswer& answer) {
    log.response_bytes = answer.body.size();
    log.status = answer.status;
    const std::lock_guard held(m_mutex);
    m_requests.push_back(std::move(log));
}

HttpAnswer FakeOdoo::answer_call(const rapidjson::Document& document, RequestLog& log) {
    RpcAnswer answer{.id = request_id(document)};
    std::optional<Rule> rule;
    try {
        const RpcRequest request = parse_request(document);
        describe(request, log);
        rule = m_rules.take(log.model, log.method);
        if (rule && rule->before) rule->before();
        const auto held = m_store.lock();
        answer.result = dispatch(request, m_base, m_store);
        log.records = answer.result.ends.size();
    } catch (const OdooError& error) {
        answer.error = error;
    } catch (const std::exception& error) {
        answer.error = OdooError("builtins.Exception", fmt::format("the stand-in failed: {}", error.what()));
    }
    log.faulty = rule.has_value();
    const Pages pages = [this](const RpcAnswer& sent) { return json_page(sent); };
    return rule ? with_fault(rule->fault, std::move(answer), pages) : json_page(answer);
}

HttpAnswer FakeOdoo::with_fault(const Fault& fault, RpcAnswer answer, const Pages& as_page) {
    using Kind = Fault::Kind;
    if (fault.kind == Kind::delay) m_server.sleep(fault.pause);
    if (fault.kind == Kind::drop_records) answer.result = without(std::move(answer.result), fault.amount);
    if (fault.kind == Kind::empty_result) answer.result = emptied(answer.result);
    if (fault.kind == Kind::wrong_id) answer.id = "987654321";
    if (fault.kind == Kind::odoo_error) answer.error = OdooError(fault.name, fault.text);
    if (fault.kind == Kind::html_200)
        return page(200, k_html, html(200, "Maintenance", "We will be back in a few minutes."));
    if (fault.kind == Kind::status) {
        HttpAnswer refused = page(fault.status_code, k_html, fault.text);
        refused.headers.insert(refused.headers.end(), fault.headers.begin(), fault.headers.end());
        return refused;
    }
    HttpAnswer sent = as_page(answer);
    if (fault.kind == Kind::not_json) sent.body = "{\"jsonrpc\": \"2.0\", \"id\": 1, \"result\": [{\"id\": }";
    if (fault.kind == Kind::cut_body_at) sent.cut_body_at = fault.amount;
    if (fault.kind == Kind::edit_body) sent.body = fault.edit(std::move(sent.body));
    if (fault.kind == Kind::close_without_answer) sent.fate = HttpAnswer::Fate::close;
    if (fault.kind == Kind::never_answer) sent.fate = HttpAnswer::Fate::hang;
    return sent;
}

}  // namespace ciclo::fake_odoo
