// The stand-in for Odoo against recorded exchanges with a real Odoo 17: the same bytes, or it proves nothing
// elsewhere.
#include <httplib.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "fake_odoo/fake_odoo.hpp"
#include "fake_odoo/json.hpp"

namespace {

using ciclo::fake_odoo::FakeOdoo;
using ciclo::fake_odoo::Ids;
using ciclo::fake_odoo::Json;
using ciclo::fake_odoo::parse_json;
using ciclo::fake_odoo::text_view;
using ciclo::fake_odoo::Value;
using ciclo::fake_odoo::Values;

const std::filesystem::path k_directory = std::filesystem::path(CICLO_TEST_DATA) / "odoo17";

std::vector<std::string> transcripts() {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(k_directory))
        if (entry.path().extension() == ".json" && entry.path().stem() != "base")
            names.insert(entry.path().filename());
    return {names.begin(), names.end()};
}

rapidjson::Document read_json(const std::string& name) {
    std::ifstream file(k_directory / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    rapidjson::Document document = parse_json(text.str());
    REQUIRE(document.IsObject());
    return document;
}

Value value_of(const Json& json) {
    if (json.IsBool()) return json.GetBool();
    if (json.IsInt64()) return json.GetInt64();
    if (json.IsDouble()) return json.GetDouble();
    if (json.IsString()) return text_view(json);
    Ids ids;
    for (const auto& id : json.GetArray()) ids.push_back(id.GetInt64());
    return ids;
}

// Transcript search_count_sale_order_line counts 195 lines; the transcripts show two of them.
void add_counted_lines(FakeOdoo& odoo) {
    for (int i = 0; i < 193; ++i)
        odoo.store().create("sale.order.line", {{"order_id", 408}, {"write_date", "2026-11-22 17:45:41"}});
}

void load_base(FakeOdoo& odoo) {
    odoo.set_now(*ciclo::from_odoo("2026-06-01 00:00:00"));
    const rapidjson::Document base = read_json("base.json");
    for (const auto& model : base.GetObject()) {
        for (const auto& record : model.value.GetArray()) {
            Values values;
            for (const auto& field : record.GetObject())
                values[field.name.GetString()] = value_of(field.value);
            odoo.store().put(model.name.GetString(), values);
        }
    }
    add_counted_lines(odoo);
    odoo.set_database("nacom_small");
    odoo.set_user(2, "admin", "admin");
    odoo.set_user(20, "semdireito", "semdireito");
    odoo.deny_model("account.move.line", 20);
    odoo.deny_model("sale.order", 20);
}

// The text without the value of "debug": a traceback, whose frames were cut out of the recording.
std::string without_debug(const std::string& body) {
    const std::string key = "\"debug\": \"";
    const auto begin = body.find(key);
    REQUIRE(begin != body.npos);
    auto end = begin + key.size();
    while (body.at(end) != '"') end += body[end] == '\\' ? 2 : 1;
    return body.substr(0, begin + key.size()) + body.substr(end);
}

std::string content_type_of(const Json& transcript) {
    const auto headers = transcript.FindMember("request_headers");
    return headers == transcript.MemberEnd() ? "application/json"
                                             : headers->value["Content-Type"].GetString();
}

std::string body_of(const Json& transcript) {
    const auto raw = transcript.FindMember("request_body");
    return raw == transcript.MemberEnd() ? ciclo::fake_odoo::json_text(transcript["request"])
                                         : raw->value.GetString();
}

// Those that do not depend on the moment or on what was cut out.
std::map<std::string, std::string> lasting(std::map<std::string, std::string> headers) {
    headers.erase("Date");
    headers.erase("Content-Length");
    return headers;
}

void replay(const Json& transcript) {
    FakeOdoo odoo;
    load_base(odoo);
    httplib::Client client(odoo.url());
    const auto answer = client.Post("/jsonrpc", body_of(transcript), content_type_of(transcript));
    REQUIRE(answer);
    CHECK(answer->status == transcript["status"].GetInt());

    std::map<std::string, std::string> recorded_headers;
    for (const auto& header : transcript["headers"].GetObject())
        recorded_headers[header.name.GetString()] = header.value.GetString();
    const std::map<std::string, std::string> headers(answer->headers.begin(), answer->headers.end());
    CHECK(lasting(headers) == lasting(recorded_headers));

    const std::string recorded(text_view(transcript["response_text"]));
    if (transcript.HasMember("redacted")) {
        CHECK(without_debug(answer->body) == without_debug(recorded));
    } else {
        CHECK(answer->body == recorded);
        CHECK(headers.at("Content-Length") == recorded_headers.at("Content-Length"));
    }
}

}  // namespace

TEST_CASE("every recorded exchange with Odoo 17 is there to be replayed") {
    CHECK(transcripts().size() >= 70);
}

TEST_CASE("the stand-in answers every recorded request as Odoo 17 did, byte for byte") {
    for (const std::string& name : transcripts()) {
        SECTION(name) {
            replay(read_json(name));
        }
    }
}
