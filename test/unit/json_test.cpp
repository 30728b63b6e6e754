#include <catch2/catch.hpp>
#include <functional>
#include <string>

#include "json/value.hpp"
#include "json/writer.hpp"

using ciclo::Error;
using ciclo::ErrorKind;
using ciclo::json::Document;
using ciclo::json::Type;
using ciclo::json::Writer;

namespace {

std::string error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        REQUIRE(error.kind() == ErrorKind::odoo_answer);
        return error.what();
    }
    return "no error";
}

std::string parse_error(std::string_view text) {
    return error_of([&] { (void)Document::parse(text); });
}

}  // namespace

TEST_CASE("a record of Odoo comes out with its types, its order and its text", "[json]") {
    const auto document = Document::parse(
        R"({"jsonrpc": "2.0", "id": 1, "result": [{"id": 4, "name": "Armário \"Grande\"\n\u00e7", "qty": 4.0200000000000005,)"
        R"( "active": true, "partner_id": false, "note": null, "tax_ids": [1, 2]}]})");
    const auto record = document.root().at("result").at(0);
    CHECK(record.at("id").integer() == 4);
    CHECK(record.at("name").string() == "Armário \"Grande\"\nç");
    CHECK(record.at("qty").number() == "4.0200000000000005");
    CHECK(record.at("active").boolean());
    CHECK_FALSE(record.at("partner_id").boolean());
    CHECK(record.at("note").is(Type::null));
    CHECK(record.at("tax_ids").elements().at(1).integer() == 2);
    CHECK(record.size() == 7);
    CHECK_FALSE(record.find("state").has_value());
    std::string keys;
    for (const auto& [key, value] : record.members()) keys += std::string(key) + ' ';
    CHECK(keys == "id name qty active partner_id note tax_ids ");
}

TEST_CASE("NaN and Infinity are numbers with that text, and their neighbours survive", "[json]") {
    const auto document = Document::parse(R"([{"id": 6, "qty": NaN}, Infinity, -Infinity, {"id": 7}])");
    const auto values = document.root().elements();
    CHECK(values.at(0).at("qty").number() == "NaN");
    CHECK(values.at(1).number() == "Infinity");
    CHECK(values.at(2).number() == "-Infinity");
    CHECK(values.at(3).at("id").integer() == 7);
    CHECK(error_of([&] { (void)values.at(0).at("qty").integer(); }) ==
          "[0].qty is the number NaN, expected a whole number");
}

TEST_CASE("numbers keep the text that Odoo sent", "[json]") {
    for (const std::string text :
         {"0", "-0.0", "1e+16", "1e-07", "1.2345678901234568e+17", "123456789012345678901234"}) {
        CHECK(Document::parse(text).root().number() == text);
    }
}

TEST_CASE("a whole number may be written with a point or an exponent, a broken one may not", "[json]") {
    const auto integer = [](std::string_view text) { return Document::parse(text).root().integer(); };
    CHECK(integer("5") == 5);
    CHECK(integer("-5.0") == -5);
    CHECK(integer("2147483648.0") == 2147483648);
    CHECK(integer("9007199254740993.0") == 9007199254740993);
    CHECK(integer("1e+15") == 1000000000000000);
    CHECK(integer("9223372036854775807") == 9223372036854775807);
    CHECK(error_of([&] { (void)integer("5.5"); }) == "the answer is the number 5.5, expected a whole number");
    for (const auto* text : {"1e+300", "9223372036854775808", "-Infinity", "1.5e+00"}) {
        CHECK_THAT(error_of([&] { (void)integer(text); }), Catch::EndsWith("expected a whole number"));
    }
}

TEST_CASE("a wrong type is named with its path", "[json]") {
    const auto document = Document::parse(
        R"({"id": 1, "result": [{"date": false}, [[]], {"date": 5, "x": {"y": "z"}}], "empty": []})");
    const auto result = document.root().at("result");
    CHECK(error_of([&] { (void)result.at(2).at("date").string(); }) ==
          "result[2].date is a number, expected a string");
    CHECK(error_of([&] { (void)result.at(0).at("date").number(); }) ==
          "result[0].date is a boolean, expected a number");
    CHECK(error_of([&] { (void)result.at(2).at("x").at("y").boolean(); }) ==
          "result[2].x.y is a string, expected a boolean");
    CHECK(error_of([&] { (void)result.at("date"); }) == "result is an array, expected an object");
    CHECK(error_of([&] { (void)document.root().elements(); }) ==
          "the answer is an object, expected an array");
    const auto hostile = Document::parse(R"({"a\u001b[2J\n": 5})");
    CHECK(error_of([&] { (void)hostile.root().members().front().second.string(); }) ==
          R"(a\u001b[2J\n is a number, expected a string)");
    CHECK(error_of([&] { (void)result.at(3); }) == "result has no element 3");
    CHECK(error_of([&] { (void)result.at(0).at("name"); }) == "result[0] has no 'name'");
    CHECK(error_of([&] { (void)document.root().at("rows"); }) == "the answer has no 'rows'");
    CHECK(result.at(1).at(0).path() == "result[1][0]");
    CHECK(document.root().path().empty());
    CHECK(document.root().at("empty").path() == "empty");
    CHECK(document.root().at("id").size() == 0);
}

TEST_CASE("of a repeated key the last one counts", "[json]") {
    CHECK(Document::parse(R"({"id": 1, "id": 2})").root().at("id").integer() == 2);
}

TEST_CASE("what is not JSON is refused with the place", "[json]") {
    CHECK_THAT(parse_error(""), Catch::StartsWith("not JSON: The document is empty at byte 0"));
    CHECK_THAT(parse_error("<html>"), Catch::StartsWith("not JSON: ") && Catch::EndsWith("at byte 0"));
    CHECK_THAT(parse_error(R"({"result": [{"id": 1}, {"id")"), Catch::StartsWith("not JSON: "));
    CHECK_THAT(parse_error(R"({"id": 1} {"id": 2})"), Catch::EndsWith("at byte 10"));
    CHECK_THAT(parse_error(R"({"name": "cut)"), Catch::StartsWith("not JSON: "));
    CHECK(parse_error(std::string("{}\0{}", 5)) == "not JSON: a NUL byte at byte 2");
    for (const auto* text : {"[1,]", "[01]", "{'a': 1}", "[1] x", "nul", "[\"\\q\"]", "[\"\\ud800\"]"}) {
        CHECK_THAT(parse_error(text), Catch::StartsWith("not JSON: "));
    }
}

TEST_CASE("every cut of an answer is refused", "[json]") {
    const std::string whole =
        R"({"jsonrpc": "2.0", "id": 12, "result": [{"id": 1, "name": "é\n", "q": 1.5e+3}, null]})";
    REQUIRE(Document::parse(whole).root().at("id").integer() == 12);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CHECK_THAT(parse_error(std::string_view(whole).substr(0, length)), Catch::StartsWith("not JSON: "));
    }
}

TEST_CASE("nesting is bounded", "[json]") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(Document::parse(nested(200)).root().size() == 1);
    CHECK(parse_error(nested(201)) == "not JSON: nested deeper than 200 at byte 200");
    CHECK_THAT(parse_error(std::string(5'000'000, '[')),
               Catch::StartsWith("not JSON: nested deeper than 200"));
}

TEST_CASE(
    "values and names are bounded, so that no answer takes more memory than the machine is said to need",
    "[json]") {
    std::string zeros = "[0";
    for (int i = 0; i < 4'000'000; ++i) zeros += ",0";
    CHECK_THAT(parse_error(zeros + "]"), Catch::StartsWith("not JSON: more than 4,000,000 values"));
    std::string names = "{\"x\":0";
    for (int i = 0; i < 100'000; ++i) names += ",\"" + std::to_string(i) + "\":0";
    CHECK_THAT(parse_error(names + "}"), Catch::StartsWith("not JSON: more than 100,000 different names"));
}

TEST_CASE("a document may be moved while its values are made afterwards", "[json]") {
    auto first = Document::parse(R"(["short", "a text that does not fit a small string's own room"])");
    const Document second = std::move(first);
    CHECK(second.root().at(0).string() == "short");
    CHECK(second.root().at(1).string() == "a text that does not fit a small string's own room");
}

TEST_CASE("the writer escapes, nests and starts afresh", "[json]") {
    Writer writer;
    writer.begin_object().key("a\"b").string("x\ny\u2028é").key("n").integer(-9223372036854775807 - 1);
    writer.key("l").begin_array().boolean(true).null().raw("[1.50]").string("").end_array().end_object();
    CHECK(writer.take() ==
          "{\"a\\\"b\":\"x\\ny\u2028é\",\"n\":-9223372036854775808,\"l\":[true,null,[1.50],\"\"]}");
    CHECK(writer.string("again").take() == "\"again\"");
}

TEST_CASE("what the writer writes the parser reads back", "[json]") {
    std::string all;
    for (int byte = 1; byte < 128; ++byte) all += static_cast<char>(byte);
    Writer writer;
    writer.begin_array().string(all).string(std::string_view()).end_array();
    const auto document = Document::parse(writer.take());
    CHECK(document.root().at(0).string() == all);
    CHECK(document.root().at(1).string().empty());
}
