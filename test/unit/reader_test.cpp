#include <catch2/catch.hpp>
#include <future>
#include <set>
#include <thread>

#include "base/error.hpp"
#include "http/curl.hpp"
#include "odoo/reader.hpp"
#include "support/scripted_server.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using odoo::Domain;
using odoo::Query;
using odoo::Reader;
using test::Script;
using test::ScriptedServer;

namespace {

// The named arguments and the model of a search_read or fields_get.
struct Asked {
    std::string model;
    std::string method;
    std::string domain;
    std::int64_t after = 0;
    std::int64_t limit = 0;
    std::vector<std::string> fields;
    std::string rest;
    std::string body;
};

Asked asked_in(const std::string& body) {
    const auto document = json::Document::parse(body);
    const auto arguments = document.root().at("params").at("args");
    Asked asked{
        std::string(arguments.at(3).string()), std::string(arguments.at(4).string()), {}, 0, 0, {}, {}, body};
    const auto named = arguments.at(6);
    if (asked.method != "search_read") return asked;
    const auto terms = named.at("domain").elements();
    asked.after = terms.back().at(2).integer();
    asked.limit = named.at("limit").integer();
    for (const auto& field : named.at("fields").elements()) asked.fields.emplace_back(field.string());
    asked.domain = body.substr(body.find("\"domain\":"), body.find(",\"fields\"") - body.find("\"domain\":"));
    asked.rest = body.substr(body.find("\"order\""), body.find("]},\"id\"") - body.find("\"order\""));
    return asked;
}

std::string records(const std::vector<std::int64_t>& ids) {
    std::string text;
    for (const auto id : ids) text += (text.empty() ? "" : ", ") + ("{\"id\": " + std::to_string(id) + "}");
    return "[" + text + "]";
}

// Login, then pages of `model`'s ids; `spoil` may replace an answer.
struct PagedOdoo {
    std::map<std::string, std::vector<std::int64_t>> ids;
    std::function<std::optional<Script>(const Asked& asked)> spoil = [](const Asked&) {
        return std::nullopt;
    };
    std::vector<Asked> asked;
    std::mutex mutex;
    std::vector<std::string> log_lines;
    Log log{[this](std::string_view line) { log_lines.emplace_back(line); }};
    StopFlag stop;
    Limits limits{stop, 20s};
    ScriptedServer server{[this](const std::string& body) { return answer(body); }};
    http::Curl curl{http::CurlOptions{}};
    odoo::Client client{curl, {server.url(), "db", "ana", Secret("the-api-key")}, limits, log};
    Reader reader{client, log};

    PagedOdoo() {
        client.set_backoff(odoo::Backoff(0.01));
        (void)client.login();
    }

    Script answer(const std::string& body) {
        if (body.find("\"version\"") != std::string::npos)
            return test::result(R"({"server_version": "17.0"})");
        if (body.find("\"authenticate\"") != std::string::npos) return test::result("2");
        const std::lock_guard lock(mutex);
        asked.push_back(asked_in(body));
        const auto now = asked.back();
        if (auto other = spoil(now)) return *other;
        std::vector<std::int64_t> page;
        for (const auto id : ids[now.model]) {
            if (id > now.after && page.size() < static_cast<std::size_t>(now.limit)) page.push_back(id);
        }
        return test::result(records(page));
    }

    std::map<std::size_t, std::vector<std::int64_t>> read(const std::vector<Query>& queries) {
        std::map<std::size_t, std::vector<std::int64_t>> got;
        reader.read(queries, [&](std::size_t query, const std::vector<json::Value>& page) {
            REQUIRE_FALSE(page.empty());
            for (const auto& record : page) got[query].push_back(record.at("id").integer());
        });
        return got;
    }

    std::string error_of(const std::vector<Query>& queries) {
        try {
            (void)read(queries);
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::odoo_answer);
            return error.what();
        }
        return "nothing was thrown";
    }
};

std::vector<std::int64_t> range(std::int64_t count, std::int64_t step = 1) {
    std::vector<std::int64_t> all;
    for (std::int64_t i = 1; i <= count; ++i) all.push_back(i * step);
    return all;
}

}  // namespace

TEST_CASE("a query is read by growing ids until a page is not full", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(7, 10);
    const auto got = bench.read({{"sale.order", {"name", "state"}, Domain::leaf("state", "=", "sale"), 3}});
    CHECK(got.at(0) == bench.ids["sale.order"]);
    REQUIRE(bench.asked.size() == 3);
    CHECK(bench.asked.at(0).domain == R"("domain":["&",["state","=","sale"],["id",">",0]])");
    CHECK(bench.asked.at(1).after == 30);
    CHECK(bench.asked.at(2).after == 60);
    CHECK(bench.asked.at(0).fields == std::vector<std::string>{"name", "state"});
    CHECK(bench.asked.at(0).rest ==
          R"("order":"id","load":"","context":{"active_test":false,"lang":"pt_BR"}})");
}

TEST_CASE("a last page that is exactly full is followed by an empty one, which is not handed on",
          "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(6);
    CHECK(bench.read({{"sale.order", {}, {}, 3}}).at(0).size() == 6);
    CHECK(bench.asked.size() == 3);
    CHECK(bench.asked.at(0).domain == R"("domain":[["id",">",0]])");
    CHECK(bench.asked.at(0).fields == std::vector<std::string>{"id"});
    CHECK(bench.read({{"res.partner", {}, {}, 3}}).empty());
    CHECK(bench.read({}).empty());
}

TEST_CASE("a query that ends with an empty page only reads on behind a page that was cut", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(8);
    bench.spoil = [](const Asked& asked) -> std::optional<Script> {
        if (asked.after == 3) return test::result(records({4, 5}));
        return std::nullopt;
    };
    CHECK(bench.read({{"sale.order", {}, {}, 3, odoo::End::empty_page}}).at(0) == range(8));
    std::vector<std::int64_t> pages;
    for (const auto& asked : bench.asked) pages.push_back(asked.after);
    CHECK(pages == std::vector<std::int64_t>{0, 3, 5, 8});
    // Where the records are known beforehand, the cut page is the last.
    CHECK(bench.read({{"sale.order", {}, {}, 3}}).at(0) == range(5));
    bench.asked.clear();
    CHECK(bench.read({{"res.partner", {}, {}, 3, odoo::End::empty_page}}).empty());
    CHECK(bench.asked.size() == 1);
}

TEST_CASE("a list that its count proves is read again where the two differ, three times at most",
          "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(8);
    int lists_that_lose = 0;
    bench.spoil = [&](const Asked& asked) -> std::optional<Script> {
        if (asked.method == "search_count") return test::result("8");
        if (asked.after != 6 || lists_that_lose == 0) return std::nullopt;
        --lists_that_lose;
        return test::result(records({7}));
    };
    const std::vector<Query> queries{{"sale.order", {}, {}, 3, odoo::End::count}};
    CHECK(bench.read(queries).at(0) == range(8));
    CHECK(bench.asked.size() == 4);  // three pages, the last of them not full, and the count
    lists_that_lose = 2;
    CHECK(bench.read(queries).at(0).size() == 7 + 7 + 8);
    lists_that_lose = 3;
    CHECK(bench.error_of(queries) == "sale.order: Odoo sent 7 records and counts 8");
}

TEST_CASE("a list is asked for together with its count, and another time where that one alone fails",
          "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(2);
    int failures = 0;
    bench.spoil = [&](const Asked& asked) -> std::optional<Script> {
        if (asked.method != "search_count") return std::nullopt;
        if (failures-- > 0) return test::closed();
        return test::result("2");
    };
    const std::vector<Query> queries{{"sale.order", {}, {}, 2000, odoo::End::count}};
    const auto rounds = [&] {
        const auto before = bench.client.traffic().rounds;
        CHECK(bench.read(queries).at(0) == range(2));
        return bench.client.traffic().rounds - before;
    };
    CHECK(rounds() == 1);
    failures = 1;
    CHECK(rounds() == 2);
}

TEST_CASE("what was counted ahead is not asked for again, but once", "[reader]") {
    PagedOdoo bench;
    std::string reason;
    bench.spoil = [&](const Asked& asked) -> std::optional<Script> {
        if (asked.model == "account.move" && !reason.empty()) return test::rpc_error(reason, "no");
        return test::result("3");
    };
    const std::vector<Domain> of_all{Domain()};
    const auto counts = [&](const std::string& model) {
        const auto before = bench.asked.size();
        CHECK(bench.reader.count(model, of_all) == std::vector<long long>{3});
        return bench.asked.size() - before;
    };
    bench.reader.ask_ahead({}, {{"sale.order", {}}, {"account.move", {}}});
    CHECK(bench.asked.size() == 2);
    CHECK(counts("sale.order") == 0);
    CHECK(counts("account.move") == 0);
    CHECK(counts("sale.order") == 1);
    // A refusal is the business of who needs the number.
    reason = "odoo.exceptions.AccessError";
    CHECK_NOTHROW(bench.reader.ask_ahead({}, {{"sale.order", {}}, {"account.move", {}}}));
    CHECK(counts("sale.order") == 1);
    CHECK_THROWS_AS(bench.reader.count("account.move", of_all), odoo::RpcError);
}

TEST_CASE("what was asked ahead is read without asking again, but once, in one round with its count",
          "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(2);
    bench.ids["account.move"] = range(5);
    bench.spoil = [](const Asked& asked) -> std::optional<Script> {
        if (asked.method == "search_count") return test::result("2");
        return std::nullopt;
    };
    const std::vector<Query> orders{{"sale.order", {}, {}, 3, odoo::End::count}};
    const std::vector<Query> moves{{"account.move", {}, {}, 3}};
    const auto before = bench.client.traffic().rounds;
    bench.reader.ask_ahead({orders.front(), moves.front()});
    CHECK(bench.client.traffic().rounds == before + 1);
    CHECK(bench.asked.size() == 3);
    CHECK(bench.read(orders).at(0) == range(2));
    CHECK(bench.asked.size() == 3);
    CHECK(bench.read(moves).at(0) == range(5));
    CHECK(bench.asked.size() == 4);  // the second page
    CHECK(bench.read(moves).at(0) == range(5));
    CHECK(bench.asked.size() == 6);
    bench.reader.ask_ahead(orders);
    bench.reader.forget_ahead();
    bench.asked.clear();
    CHECK(bench.read(orders).at(0) == range(2));
    CHECK(bench.asked.size() == 2);
}

TEST_CASE("what is to be done meanwhile is done while Odoo answers, and fails for its own reason",
          "[reader]") {
    PagedOdoo bench;
    std::promise<void> done;
    const auto is_done = done.get_future().share();
    bench.spoil = [&](const Asked&) -> std::optional<Script> {
        // The answer comes after the work: who waited for the answer first would wait for ever.
        if (is_done.wait_for(10s) != std::future_status::ready) return test::rpc_error("late", "late");
        return test::result("3");
    };
    bench.reader.ask_ahead({}, {{"sale.order", {}}}, [&] { done.set_value(); });
    CHECK(bench.asked.size() == 1);
    CHECK(bench.reader.count("sale.order", {Domain()}) == std::vector<long long>{3});
    CHECK(bench.asked.size() == 1);
    const auto fail = [] { throw Error(ErrorKind::internal, "not made"); };
    CHECK_THROWS_WITH(bench.reader.ask_ahead({}, {{"sale.order", {}}}, fail), "not made");
}

TEST_CASE("what is asked ahead is tried once, and is asked for again by who needs it", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(2);
    int failures = 1;
    bench.spoil = [&](const Asked& asked) -> std::optional<Script> {
        if (asked.model != "sale.order" || failures-- <= 0) return std::nullopt;
        return test::rpc_error("odoo.exceptions.UserError", "busy");
    };
    const std::vector<Query> orders{{"sale.order", {}, {}, 3}};
    CHECK_NOTHROW(bench.reader.ask_ahead(orders));
    CHECK(bench.client.traffic().retries == 0);
    CHECK(bench.read(orders).at(0) == range(2));
    CHECK(bench.asked.size() == 2);
}

TEST_CASE("what is asked beside comes in one round with the next page, which may be the same", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(2);
    bench.ids["account.move"] = range(2);
    const std::vector<Query> orders{{"sale.order", {}, {}, 3}};
    const std::vector<Query> moves{{"account.move", {}, {}, 3}};
    bench.reader.ask_beside(orders);
    CHECK(bench.asked.empty());
    const auto before = bench.client.traffic().rounds;
    CHECK(bench.read(moves).at(0) == range(2));
    CHECK(bench.read(orders).at(0) == range(2));
    CHECK(bench.client.traffic().rounds == before + 1);
    CHECK(bench.asked.size() == 2);
    bench.reader.ask_beside(orders);
    CHECK(bench.read(orders).at(0) == range(2));
    CHECK(bench.asked.size() == 3);
}

TEST_CASE("while a large page is handed on the next one is on its way, and none is lost", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(2500);
    std::vector<std::int64_t> got;
    std::size_t pages = 0;
    bench.reader.read({{"sale.order", {}, {}, 1000}}, [&](std::size_t, const std::vector<json::Value>& page) {
        ++pages;
        for (const auto& record : page) got.push_back(record.at("id").integer());
        // Two seconds at most until it has arrived there.
        const auto is_on_its_way = [&] {
            const std::lock_guard lock(bench.mutex);
            return bench.asked.size() > pages || page.size() < 1000;
        };
        for (int i = 0; i < 200 && !is_on_its_way(); ++i) std::this_thread::sleep_for(10ms);
        CHECK(is_on_its_way());
    });
    CHECK(got == range(2500));
    CHECK(pages == 3);
}

TEST_CASE("an error of who takes the pages ends a read whose next page is on its way", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(2500);
    const auto fail = [](std::size_t, const std::vector<json::Value>&) {
        throw Error(ErrorKind::database, "no");
    };
    CHECK_THROWS_WITH(bench.reader.read({{"sale.order", {}, {}, 1000}}, fail), "no");
    CHECK(bench.read({{"sale.order", {}, {}, 1000}}).at(0) == range(2500));
}

TEST_CASE("a count comes for each domain, and anything but a number is refused", "[reader]") {
    PagedOdoo bench;
    const std::string of_a =
        R"({"domain":[["name","=","A"]],"context":{"active_test":false,"lang":"pt_BR"}})";
    std::string other = "0";
    bench.spoil = [&](const Asked& asked) -> std::optional<Script> {
        if (asked.method != "search_count") return std::nullopt;
        return test::result(asked.body.find(of_a) == std::string::npos ? other : "400");
    };
    const std::vector<Domain> domains{Domain::leaf("name", "=", "A"), Domain::leaf("name", "=", "B")};
    CHECK(bench.reader.count("sale.order", domains) == std::vector<long long>{400, 0});
    CHECK(bench.reader.count("sale.order", {}).empty());
    other = "false";
    try {
        (void)bench.reader.count("sale.order", {Domain()});
        FAIL("nothing was thrown");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::odoo_answer);
        CHECK_THAT(error.what(), Catch::StartsWith("sale.order.search_count: result is a boolean"));
    }
}

TEST_CASE("several queries run side by side and come back under their own number", "[reader]") {
    PagedOdoo bench;
    bench.client.set_concurrency(2);
    std::vector<Query> queries;
    for (int i = 0; i < 5; ++i) {
        const auto model = "model." + std::to_string(i);
        bench.ids[model] = range(std::int64_t{4} * i, i + 1);
        queries.push_back({model, {"name"}, {}, 3});
    }
    const auto got = bench.read(queries);
    CHECK(got.count(0) == 0);
    for (std::size_t i = 1; i < 5; ++i) CHECK(got.at(i) == bench.ids["model." + std::to_string(i)]);
    CHECK(bench.server.most_at_once() <= 2);
}

TEST_CASE("a page that fails is read again in halves from the same place", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(420);
    bench.spoil = [](const Asked& asked) -> std::optional<Script> {
        if (asked.limit > 60) return test::closed();
        return std::nullopt;
    };
    CHECK(bench.read({{"sale.order", {}, {}, 200}}).at(0) == range(420));
    CHECK(bench.asked.at(0).limit == 200);
    CHECK(bench.asked.at(1).limit == 100);
    CHECK(bench.asked.at(2).limit == 50);
    CHECK(bench.asked.at(2).after == 0);
    CHECK(bench.asked.at(3).after == 50);
    CHECK_THAT(bench.log_lines.at(0),
               Catch::Contains("retrying with half the page size") && Catch::Contains("page_size=100"));
}

TEST_CASE("a page grows again when the bad moment is over", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(5000);
    int deaths = 0;
    bench.spoil = [&](const Asked&) -> std::optional<Script> {
        if (++deaths > 2) return std::nullopt;
        return test::html(502);
    };
    CHECK(bench.read({{"sale.order", {}, {}, 200}}).at(0) == range(5000));
    std::set<std::int64_t> limits;
    for (const auto& asked : bench.asked) limits.insert(asked.limit);
    CHECK(limits == std::set<std::int64_t>{50, 100, 200});
    CHECK(bench.asked.back().limit == 200);
}

TEST_CASE("a page that is too much again and again is tried ever more rarely", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(10'000);
    int deaths = 0;
    bench.spoil = [&](const Asked& asked) -> std::optional<Script> {
        if (asked.limit <= 100) return std::nullopt;
        ++deaths;
        return test::html(504);
    };
    CHECK(bench.read({{"sale.order", {}, {}, 200}}).at(0).size() == 10'000);
    // 100 pages of 100: retried after 8, 16, 32 good ones.
    CHECK(deaths == 4);
}

TEST_CASE("the smallest page is tried five times, then Odoo is unavailable", "[reader]") {
    PagedOdoo bench;
    bench.spoil = [](const Asked&) { return test::closed(); };
    try {
        (void)bench.read({{"sale.order", {}, {}, 100}});
        FAIL("nothing was thrown");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::odoo_unavailable);
        CHECK_THAT(error.what(), Catch::StartsWith("sale.order.search_read: the connection was closed") &&
                                     Catch::EndsWith("(tried 5 times)"));
    }
    CHECK(bench.asked.size() == 1 + 5);
    CHECK(bench.asked.back().limit == 50);
}

TEST_CASE("one query's death does not disturb another", "[reader]") {
    PagedOdoo bench;
    bench.ids["bad.model"] = range(130);
    bench.ids["good.model"] = range(250);
    bench.spoil = [](const Asked& asked) -> std::optional<Script> {
        if (asked.model == "bad.model" && asked.limit > 50) return test::html(504);
        return std::nullopt;
    };
    const auto got = bench.read({{"bad.model", {}, {}, 100}, {"good.model", {}, {}, 100}});
    CHECK(got.at(0) == range(130));
    CHECK(got.at(1) == range(250));
    for (const auto& asked : bench.asked) {
        if (asked.model == "good.model") CHECK(asked.limit == 100);
    }
}

TEST_CASE("records out of order, outside the page or of a wrong shape are refused", "[reader]") {
    const auto error_with = [](const std::string& first, const std::string& second = "[]") {
        PagedOdoo bench;
        bench.spoil = [&](const Asked& asked) { return test::result(asked.after == 0 ? first : second); };
        return bench.error_of({{"sale.order", {}, {}, 2}});
    };
    const std::string in_order = ", although they were requested in ascending order";
    CHECK(error_with(records({5, 4})) == "sale.order.search_read: id 4 came after id 5" + in_order);
    CHECK(error_with(records({5, 5})) == "sale.order.search_read: id 5 came after id 5" + in_order);
    CHECK(error_with(records({1, 2}), records({2, 3})) ==
          "sale.order.search_read: id 2 came after id 2" + in_order);
    CHECK(error_with(records({0})) == "sale.order.search_read: id 0 came after id 0" + in_order);
    CHECK(error_with(records({1, 2, 3})) == "sale.order.search_read: 3 records received, 2 requested");
    CHECK(error_with("[7]") == "sale.order.search_read: result[0] is a number, expected an object");
    CHECK(error_with("[{\"name\": \"x\"}]") == "sale.order.search_read: result[0] has no 'id'");
    CHECK(error_with("[{\"id\": \"1\"}]") ==
          "sale.order.search_read: result[0].id is a string, expected a whole number");
    CHECK(error_with("{\"id\": 1}") == "sale.order.search_read: result is an object, expected an array");
    CHECK(error_with("false") == "sale.order.search_read: result is a boolean, expected an array");
}

TEST_CASE("a record with NaN reaches its reader, whole page and all", "[reader]") {
    PagedOdoo bench;
    bench.spoil = [](const Asked&) { return test::result(R"([{"id": 1, "q": NaN}, {"id": 2, "q": 1.0}])"); };
    std::vector<std::string> seen;
    bench.reader.read({{"sale.order.line", {"q"}, {}, 50}},
                      [&](std::size_t, const std::vector<json::Value>& page) {
                          for (const auto& record : page) seen.emplace_back(record.at("q").number());
                      });
    CHECK(seen == std::vector<std::string>{"NaN", "1.0"});
}

TEST_CASE("what the page handler throws ends the read", "[reader]") {
    PagedOdoo bench;
    bench.ids["sale.order"] = range(10);
    const auto read = [&] {
        bench.reader.read({{"sale.order", {}, {}, 3}}, [](std::size_t, const std::vector<json::Value>&) {
            throw std::runtime_error("enough");
        });
    };
    CHECK_THROWS_WITH(read(), "enough");
    CHECK(bench.asked.size() == 1);
}

TEST_CASE("field types are requested by name, and unknown fields are absent", "[reader]") {
    PagedOdoo bench;
    bench.server.add(test::result(R"({"name": {"type": "char"}})"));
    const auto types = bench.reader.field_types({{"uom.uom", {"name", "campo_que_nao_existe"}}}, {});
    CHECK(types.at("uom.uom") == odoo::FieldTypes{{"name", {"char"}}});
    CHECK_THAT(
        bench.server.bodies().back(),
        Catch::Contains(
            R"("uom.uom","fields_get",[],{"allfields":["name","campo_que_nao_existe"],"attributes":["type","relation","store","searchable"]})"));
}

TEST_CASE(
    "an optional model that is missing has no fields, one that is forbidden no answer, a needed one throws",
    "[reader]") {
    for (const auto* exception : {"odoo.exceptions.UserError", "odoo.exceptions.AccessError"}) {
        PagedOdoo bench;
        bench.spoil = [&](const Asked& asked) -> std::optional<Script> {
            if (asked.model == "l10n.model")
                return test::rpc_error(exception, "Object l10n.model doesn't exist");
            return test::result(R"({"name": {"type": "char"}})");
        };
        const std::map<std::string, std::vector<std::string>> models{{"l10n.model", {"name"}},
                                                                     {"sale.order", {"name"}}};
        const auto types = bench.reader.field_types(models, {"l10n.model"});
        const bool is_missing = std::string_view(exception) == "odoo.exceptions.UserError";
        REQUIRE(types.contains("l10n.model") == is_missing);
        if (is_missing) CHECK(types.at("l10n.model").empty());
        CHECK(types.at("sale.order").size() == 1);
        CHECK_THROWS_WITH(bench.reader.field_types(models, {}), Catch::Contains("l10n.model.fields_get: "));
    }
}

TEST_CASE("a refused login is not taken for a missing optional model", "[reader]") {
    PagedOdoo bench;
    bench.spoil = [](const Asked&) {
        return test::rpc_error("odoo.exceptions.AccessDenied", "Access Denied");
    };
    CHECK_THROWS_WITH(bench.reader.field_types({{"l10n.model", {"name"}}}, {"l10n.model"}),
                      Catch::Contains("AccessDenied"));
}

TEST_CASE("types and models of fields are shown as one visible text, whatever Odoo says", "[reader]") {
    PagedOdoo bench;
    bench.server.add(test::result(R"({"name": {"type": "ch\u001b[2Jar\n", "relation": "res\u009b.users"}})"));
    const auto field = bench.reader.field_types({{"uom.uom", {"name"}}}, {}).at("uom.uom").at("name");
    CHECK(field.type == R"(ch\u001b[2Jar\n)");
    CHECK(field.relation == R"(res\u009b.users)");
}

TEST_CASE("a description without a type is refused", "[reader]") {
    PagedOdoo bench;
    bench.spoil = [](const Asked&) { return test::result(R"({"name": {}})"); };
    CHECK_THROWS_WITH(bench.reader.field_types({{"sale.order", {"name"}}}, {}),
                      "sale.order.fields_get: result.name has no 'type'");
}
