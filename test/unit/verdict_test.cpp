#include <catch2/catch.hpp>

#include "action_support.hpp"
#include "base/secret.hpp"
#include "odoo/protocol.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using odoo::Judgement;
using odoo::Verdict;
using test::Thrown;

namespace {

Verdict verdict_of(const http::Response& response) {
    return odoo::json_rpc().judge(response, {7, "sale.order.search_read", "nacom"});
}

Verdict on_status(int status, const std::string& type = "text/html; charset=utf-8",
                  const std::string& body = "<h1>") {
    http::Response response;
    response.status = status;
    response.headers["content-type"] = type;
    response.body = body;
    return verdict_of(response);
}

Verdict on_json(const std::string& body) {
    return on_status(200, "application/json; charset=utf-8", body);
}

Verdict on_exception(const std::string& name, const std::string& message = "Something\nmore") {
    const auto escaped = message.find('\n') == std::string::npos ? message : "Something\\nmore";
    return on_json(
        R"({"jsonrpc": "2.0", "id": 7, "error": {"code": 200, "message": "Odoo Server Error", "data": {"name": ")" +
        name + R"(", "debug": "Traceback", "message": ")" + escaped +
        R"(", "arguments": [], "context": {}}}})");
}

Verdict on_failure(http::Failure failure) {
    http::Response response;
    response.failure = failure;
    response.message = "libcurl says so";
    return verdict_of(response);
}

Thrown thrown_by(const Verdict& verdict) {
    return test::thrown_by([&] {
        if (verdict.error) std::rethrow_exception(verdict.error);
    });
}

}  // namespace

TEST_CASE("a whole envelope with the right id is an answer", "[verdict]") {
    const auto verdict = on_json(R"({"jsonrpc": "2.0", "id": 7, "result": [{"id": 1, "qty": NaN}]})");
    REQUIRE(verdict.judgement == Judgement::answer);
    CHECK(verdict.document->root().at("result").at(0).at("id").integer() == 1);
    CHECK(on_json(R"({"jsonrpc": "2.0", "id": 7, "result": null})").judgement == Judgement::answer);
    CHECK(on_status(200, "application/json-rpc", R"({"id": 7, "result": 1})").judgement == Judgement::answer);
}

TEST_CASE("transport failures are judged by who can help", "[verdict]") {
    CHECK(on_failure(http::Failure::connect).judgement == Judgement::transient);
    for (const auto failure : {http::Failure::empty, http::Failure::timeout}) {
        CHECK(on_failure(failure).judgement == Judgement::too_large);
        CHECK_FALSE(on_failure(failure).error);
    }
    CHECK(on_failure(http::Failure::too_big).judgement == Judgement::too_large);
    CHECK(thrown_by(on_failure(http::Failure::too_big)).kind == ErrorKind::odoo_answer);
    for (const auto failure : {http::Failure::tls, http::Failure::protocol}) {
        CHECK(on_failure(failure).judgement == Judgement::fatal);
        CHECK(thrown_by(on_failure(failure)).kind == ErrorKind::config);
        CHECK_THAT(thrown_by(on_failure(failure)).message,
                   Catch::StartsWith("sale.order.search_read: ") && Catch::EndsWith("libcurl says so"));
    }
}

TEST_CASE("every HTTP status has its judgement", "[verdict]") {
    struct Row {
        int status;
        Judgement judgement;
        ErrorKind kind;  // internal: no error, the call is repeated
    };
    const std::vector<Row> rows{
        {400, Judgement::fatal, ErrorKind::odoo_answer},
        {401, Judgement::fatal, ErrorKind::auth},
        {403, Judgement::fatal, ErrorKind::auth},
        {404, Judgement::fatal, ErrorKind::config},
        {405, Judgement::fatal, ErrorKind::config},
        {408, Judgement::transient, ErrorKind::internal},
        {413, Judgement::too_large, ErrorKind::odoo_answer},
        {418, Judgement::fatal, ErrorKind::odoo_answer},
        {429, Judgement::transient, ErrorKind::internal},
        {500, Judgement::transient, ErrorKind::internal},
        {501, Judgement::transient_once, ErrorKind::internal},
        {502, Judgement::too_large, ErrorKind::internal},
        {503, Judgement::transient, ErrorKind::internal},
        {504, Judgement::too_large, ErrorKind::internal},
        {522, Judgement::transient, ErrorKind::internal},
        {524, Judgement::too_large, ErrorKind::internal},
    };
    for (const auto& row : rows) {
        INFO(row.status);
        const auto verdict = on_status(row.status);
        CHECK(verdict.judgement == row.judgement);
        CHECK(thrown_by(verdict).kind == row.kind);
        CHECK(verdict.reason == "answered HTTP " + std::to_string(row.status));
    }
    CHECK_THAT(thrown_by(on_status(404)).hint, Catch::Contains("ODOO_URL"));
}

TEST_CASE("every exception of Odoo has its judgement", "[verdict]") {
    for (const auto* name :
         {"psycopg2.errors.SerializationFailure", "psycopg2.errors.LockNotAvailable",
          "psycopg2.errors.DeadlockDetected", "psycopg2.pool.PoolError", "psycopg2.InterfaceError",
          "psycopg2.OperationalError", "psycopg2.errors.AdminShutdown"}) {
        INFO(name);
        CHECK(on_exception(name).judgement == Judgement::transient);
        CHECK_FALSE(on_exception(name).error);
    }
    CHECK(on_exception("builtins.MemoryError", "").judgement == Judgement::too_large);
    for (const auto* name : {"odoo.exceptions.AccessDenied", "odoo.exceptions.AccessError"}) {
        CHECK(on_exception(name).judgement == Judgement::fatal);
        CHECK(thrown_by(on_exception(name)).kind == ErrorKind::auth);
        CHECK_FALSE(thrown_by(on_exception(name)).hint.empty());
    }
    for (const auto* name :
         {"builtins.ValueError", "builtins.TypeError", "odoo.exceptions.UserError", "builtins.KeyError",
          "odoo.exceptions.MissingError", "psycopg2.errors.InvalidDatetimeFormat", "new.Thing"}) {
        INFO(name);
        CHECK(on_exception(name).judgement == Judgement::fatal);
        CHECK(thrown_by(on_exception(name)).kind == ErrorKind::odoo_answer);
    }
}

TEST_CASE("an error shows the exception's short name and its first line, never the traceback", "[verdict]") {
    const auto error = thrown_by(on_exception("odoo.exceptions.AccessError"));
    CHECK(error.message == "sale.order.search_read: AccessError: Something");
    CHECK(on_exception("builtins.MemoryError", "").reason == "MemoryError: ");
}

TEST_CASE("an unknown database is a configuration error and reveals no host", "[verdict]") {
    const auto refused = [](const std::string& tail) {
        return on_exception("psycopg2.OperationalError",
                            R"(connection to server at \"10.9.8.7\", port 5499 failed: FATAL:  )" + tail);
    };
    for (const auto* tail :
         {R"(database \"nacom\" does not exist)", R"(banco de dados \"nacom\" não existe)"}) {
        const auto error = thrown_by(refused(tail));
        CHECK(error.kind == ErrorKind::config);
        CHECK(error.message == "sale.order.search_read: Odoo has no database 'nacom'");
        CHECK(error.hint == "check ODOO_DB");
    }
    const auto other = refused(R"(role \"odoo\" does not exist)");
    CHECK(other.judgement == Judgement::transient);
    CHECK_THAT(other.reason, !Catch::Contains("10.9.8.7") && !Catch::Contains("5499"));
}

TEST_CASE("an HTML page with status 200 is not an Odoo server", "[verdict]") {
    const auto verdict = on_status(200);
    CHECK(verdict.judgement == Judgement::fatal);
    CHECK(thrown_by(verdict).kind == ErrorKind::odoo_unavailable);
    CHECK(thrown_by(verdict).message ==
          "sale.order.search_read: answered HTTP 200 with text/html, not JSON-RPC: '<h1>'");
    const auto page = on_status(
        200, "text/html", "<!DOCTYPE html>\n<html><head>\n<title>\n  Site em manutenção\n</title></head>");
    CHECK(thrown_by(page).message ==
          "sale.order.search_read: answered HTTP 200 with text/html, not JSON-RPC: 'Site em manutenção'");
}

TEST_CASE("JSON that is cut or garbled is judged like an empty answer", "[verdict]") {
    for (const auto* body : {R"({"jsonrpc": "2.0", "id": 7, "result": [{"id": 1}, {"i)", "", "<html>"}) {
        const auto verdict = on_json(body);
        CHECK(verdict.judgement == Judgement::too_large);
        CHECK_FALSE(verdict.error);
        CHECK_THAT(verdict.reason, Catch::StartsWith("not JSON: "));
    }
    CHECK(on_status(200, "", "").judgement == Judgement::too_large);
}

TEST_CASE("an answer to another call, or to none, is refused", "[verdict]") {
    for (const auto* body :
         {R"({"id": 8, "result": []})", R"({"id": "7", "result": []})", R"({"id": null, "result": []})",
          R"({"result": []})", R"({"id": 8, "error": {"data": {"name": "builtins.MemoryError"}}})"}) {
        INFO(body);
        const auto verdict = on_json(body);
        CHECK(verdict.judgement == Judgement::fatal);
        CHECK(thrown_by(verdict).kind == ErrorKind::odoo_answer);
        CHECK_THAT(thrown_by(verdict).message, Catch::Contains("belongs to another call"));
    }
    CHECK_THAT(thrown_by(on_json(R"({"jsonrpc": "2.0", "id": 7})")).message,
               Catch::Contains("neither result nor error"));
    CHECK_THAT(thrown_by(on_json("[]")).message,
               Catch::Contains("the answer is an array, expected an object"));
}

TEST_CASE("an error of an unusual shape is still an error", "[verdict]") {
    for (const auto* body :
         {R"({"id": null, "error": {"message": "Session expired"}})", R"({"id": 7, "error": "no"})",
          R"({"id": 7, "error": {"data": 5}})", R"({"id": 7, "result": [], "error": {"data": {}}})",
          R"({"id": 7, "error": {"data": {"name": 5, "message": []}}})"}) {
        INFO(body);
        CHECK(on_json(body).judgement == Judgement::fatal);
        CHECK(thrown_by(on_json(body)).kind == ErrorKind::odoo_answer);
    }
}

TEST_CASE("Retry-After comes with the verdict", "[verdict]") {
    http::Response response;
    response.status = 429;
    response.retry_after = 9s;
    CHECK(verdict_of(response).retry_after == 9s);
}

TEST_CASE("a secret that Odoo repeats in its message is blanked", "[verdict]") {
    const Secret secret("chave-muito-secreta");
    const auto error = thrown_by(on_exception("builtins.ValueError", "bad value chave-muito-secreta here"));
    CHECK(error.message == "sale.order.search_read: ValueError: bad value *** here");
}
