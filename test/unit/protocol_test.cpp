// What goes out over either API, and what comes back: against recorded exchanges with real servers.
#include "odoo/protocol.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "action_support.hpp"
#include "odoo/retry.hpp"

using namespace ciclo;
using odoo::Judgement;
using odoo::Protocol;
using odoo::Question;
using odoo::Verdict;

namespace {

const std::filesystem::path k_data = CICLO_TEST_DATA;
const odoo::Credentials k_credentials{"https://odoo.example.com", "o19", "ciclo",
                                      Secret("c1c10000000000000000000000000000000fa4e1")};

json::Document recorded(const std::string& name) {
    std::ifstream file(k_data / (name + ".json"), std::ios::binary);
    REQUIRE(file);
    std::ostringstream text;
    text << file.rdbuf();
    return json::Document::parse(text.str());
}

http::Response response_of(const json::Value& exchange) {
    http::Response response;
    response.status = static_cast<int>(exchange.at("status").integer());
    response.body = exchange.at("response_text").string();
    for (const auto& [header, value] : exchange.at("headers").members())
        if (header == "Content-Type") response.headers["content-type"] = value.string();
    return response;
}

// A recorded answer to a call, as the protocol judges it.
Verdict judged(const Protocol& protocol, const std::string& name, std::int64_t id = 0) {
    const auto exchange = recorded(name);
    return protocol.judge(response_of(exchange.root()), {id, "sale.order.search_read", "o19"});
}

std::map<std::string, std::string> headers_of(const http::Request& request) {
    std::map<std::string, std::string> headers{{"Content-Type", request.content_type}};
    for (const auto& header : request.headers) headers[header.name] = header.value + header.secret.reveal();
    return headers;
}

// The text of an exchange's member as it stands in the file, without blanks outside of texts.
std::string without_blanks(std::string_view text) {
    std::string out;
    bool is_text = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) is_text = !is_text;
        if (is_text || (text[i] != ' ' && text[i] != '\n')) out += text[i];
    }
    return out;
}

std::string request_text(const std::string& name) {
    std::ifstream file(k_data / (name + ".json"), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const auto all = without_blanks(text.str());
    const std::string key = "\"request\":";
    const auto begin = all.find(key) + key.size();
    return all.substr(begin, all.find(",\"status\":") - begin);
}

}  // namespace

TEST_CASE("a call over JSON-2 is the recorded request: path, bearer key, database, bare arguments") {
    for (const std::string name : {"search_read_page_1", "search_count", "fields_get_sale_order_line",
                                   "login_context_get", "search_read_sale_order"}) {
        INFO(name);
        const auto exchange = recorded("odoo19-json2/" + name);
        const std::string line(exchange.root().at("request_line").string());
        const auto path = line.substr(line.find(' ') + 1);
        const auto slash = path.rfind('/');
        const auto& protocol = odoo::json2();
        const auto message = protocol.call(
            {path.substr(8, slash - 8), path.substr(slash + 1), request_text("odoo19-json2/" + name)},
            k_credentials, 17);
        const auto request = protocol.request(message, k_credentials, 1);
        CHECK(request.url == "https://odoo.example.com" + path);
        CHECK(request.method == http::Method::post);
        CHECK(request.body == request_text("odoo19-json2/" + name));
        CHECK(request.body.starts_with('{'));
        const auto headers = headers_of(request);
        for (const auto* header : {"Authorization", "X-Odoo-Database"})
            CHECK(headers.at(header) == exchange.root().at("request_headers").at(header).string());
        CHECK(headers.at("Content-Type") == "application/json");
    }
    const auto login = odoo::json2().login(k_credentials);
    CHECK(login.label == "res.users.context_get");
    CHECK(odoo::json2().request(login, k_credentials, 1).body == "{}");
    const auto version = odoo::json2().request(odoo::json2().version(), k_credentials, 1);
    CHECK(version.method == http::Method::get);
    CHECK(version.url == "https://odoo.example.com/web/version");
    CHECK_FALSE(headers_of(version).contains("Authorization"));
    CHECK(headers_of(version).at("X-Odoo-Database") == "o19");
}

TEST_CASE("a call over JSON-RPC is the recorded request, with the database in a header too") {
    const auto& protocol = odoo::json_rpc();
    const auto exchange = recorded("odoo19/search_read_with_key");
    const auto arguments = exchange.root().at("request").at("params").at("args");
    const auto text = request_text("odoo19/search_read_with_key");
    const auto begin = text.find("[],{") + 3;
    const auto message = protocol.call({std::string(arguments.at(3).string()), "search_read",
                                        text.substr(begin, text.find("}]},\"id\"") + 1 - begin)},
                                       k_credentials, 17);
    const auto request = protocol.request(message, k_credentials, 9);
    CHECK(request.body == text);
    CHECK(request.url == "https://odoo.example.com/jsonrpc");
    CHECK(headers_of(request).at("X-Odoo-Database") == "o19");
    CHECK_FALSE(headers_of(request).contains("Authorization"));
    const auto login = protocol.request(protocol.login(k_credentials), k_credentials, 7);
    CHECK(login.body == request_text("odoo19/common_authenticate_key"));
}

TEST_CASE("an answer over JSON-2 is the bare value") {
    const auto& protocol = odoo::json2();
    const auto list = judged(protocol, "odoo19-json2/search_read_names");
    REQUIRE(list.judgement == Judgement::answer);
    CHECK(protocol.result(*list.document).at(0).at("order_id").at(1).string() == "VSC1300002");
    const auto count = judged(protocol, "odoo19-json2/search_count");
    CHECK(protocol.result(*count.document).integer() == 3540);
    const auto login = judged(protocol, "odoo19-json2/login_context_get");
    CHECK(protocol.user_in(protocol.result(*login.document)) == 17);
    const auto version = judged(protocol, "odoo19-json2/version_web");
    CHECK(protocol.version_in(protocol.result(*version.document)) == "19.0");
}

TEST_CASE("an error over JSON-2 is judged by its status and by the exception's name") {
    struct Row {
        const char* name;
        Judgement judgement;
        ErrorKind kind;  // internal: no error, the call is repeated
        const char* exception = "";
    };
    const std::vector<Row> rows{
        {"auth_bad_key", Judgement::fatal, ErrorKind::auth, "werkzeug.exceptions.Unauthorized"},
        {"auth_expired_key", Judgement::fatal, ErrorKind::auth, "werkzeug.exceptions.Unauthorized"},
        {"auth_no_key", Judgement::fatal, ErrorKind::auth, "werkzeug.exceptions.Unauthorized"},
        {"auth_password_instead_of_key", Judgement::fatal, ErrorKind::auth,
         "werkzeug.exceptions.Unauthorized"},
        {"error_access_model", Judgement::fatal, ErrorKind::auth, "odoo.exceptions.AccessError"},
        {"error_access_field", Judgement::fatal, ErrorKind::auth, "odoo.exceptions.AccessError"},
        {"error_private_method", Judgement::fatal, ErrorKind::auth, "odoo.exceptions.AccessError"},
        {"error_unknown_model", Judgement::fatal, ErrorKind::odoo_answer, "werkzeug.exceptions.NotFound"},
        {"error_unknown_method", Judgement::fatal, ErrorKind::odoo_answer, "werkzeug.exceptions.NotFound"},
        {"error_missing_record", Judgement::fatal, ErrorKind::odoo_answer, "odoo.exceptions.MissingError"},
        {"error_ids_on_model_method", Judgement::fatal, ErrorKind::odoo_answer,
         "werkzeug.exceptions.UnprocessableEntity"},
        {"body_malformed", Judgement::fatal, ErrorKind::odoo_answer, "werkzeug.exceptions.BadRequest"},
        // 500, and yet the client's fault.
        {"error_unknown_field", Judgement::fatal, ErrorKind::odoo_answer, "builtins.ValueError"},
        {"error_bad_date_in_domain", Judgement::fatal, ErrorKind::odoo_answer, "builtins.ValueError"},
        {"error_unknown_argument", Judgement::fatal, ErrorKind::odoo_answer, "builtins.TypeError"},
        // Pages.
        {"db_unknown", Judgement::fatal, ErrorKind::config},
        {"db_missing_header", Judgement::fatal, ErrorKind::config},
        {"odoo18_json2", Judgement::fatal, ErrorKind::config},
        {"odoo18_version_web", Judgement::fatal, ErrorKind::config},
        {"body_wrong_content_type", Judgement::fatal, ErrorKind::odoo_answer},
        {"pool_exhausted", Judgement::transient, ErrorKind::internal},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        const auto verdict = judged(odoo::json2(), std::string("odoo19-json2/") + row.name);
        CHECK(verdict.judgement == row.judgement);
        std::string exception;
        const auto thrown = test::thrown_by([&] {
            try {
                if (verdict.error) std::rethrow_exception(verdict.error);
            } catch (const odoo::RpcError& error) {
                exception = error.exception();
                throw;
            }
        });
        CHECK(thrown.kind == row.kind);
        CHECK(exception == row.exception);
        if (verdict.error) CHECK_THAT(thrown.message, Catch::StartsWith("sale.order.search_read: "));
    }
    CHECK_THAT(test::thrown_by([&] {
                   std::rethrow_exception(judged(odoo::json2(), "odoo19-json2/db_unknown").error);
               }).hint,
               Catch::Contains("ODOO_DB"));
}

TEST_CASE("what a proxy answers in place of Odoo is judged by its status, over JSON-2 as over JSON-RPC") {
    const auto judge = [](int status, const std::string& type, const std::string& body) {
        http::Response response;
        response.status = status;
        response.headers["content-type"] = type;
        response.body = body;
        return odoo::json2().judge(response, {0, "x.y", "o19"}).judgement;
    };
    for (const auto* type : {"text/html", "application/json"}) {
        CHECK(judge(429, type, "{}") == Judgement::transient);
        CHECK(judge(503, type, "{}") == Judgement::transient);
        CHECK(judge(502, type, "{}") == Judgement::too_large);
        CHECK(judge(504, type, "{}") == Judgement::too_large);
        CHECK(judge(413, type, "{}") == Judgement::too_large);
    }
    CHECK(judge(401, "text/html", "<h1>") == Judgement::fatal);
    CHECK(judge(200, "text/html", "<h1>") == Judgement::fatal);
    CHECK(judge(200, "application/json", R"([{"id": 1}, {"i)") == Judgement::too_large);
    CHECK(judge(500, "application/json", R"({"name": "psycopg2.pool.PoolError", "message": "full"})") ==
          Judgement::transient);
    CHECK(judge(500, "application/json", R"({"name": "builtins.MemoryError", "message": ""})") ==
          Judgement::too_large);
    CHECK(judge(409, "application/json", R"({"name": "odoo.exceptions.LockError", "message": ""})") ==
          Judgement::transient);
}

TEST_CASE("every recorded answer of Odoo 17, 18 and 19 over JSON-RPC has its meaning") {
    for (const auto* folder : {"odoo17", "odoo17-later", "odoo18", "odoo19"}) {
        for (const auto& entry : std::filesystem::directory_iterator(k_data / folder)) {
            const auto stem = entry.path().stem().string();
            if (entry.path().extension() != ".json" || stem == "base" || stem.starts_with("http_")) continue;
            INFO(folder << "/" << stem);
            const auto exchange = recorded(std::string(folder) + "/" + stem);
            const auto id = exchange.root().at("request").at("id").integer();
            const auto verdict = odoo::json_rpc().judge(response_of(exchange.root()), {id, "x.y", "o19"});
            const bool is_error =
                exchange.root().at("response_text").string().find("\"error\": {") != std::string_view::npos;
            const bool is_nothing = stem == "result_missing";
            CHECK((verdict.judgement == Judgement::answer) == !(is_error || is_nothing));
        }
    }
}
