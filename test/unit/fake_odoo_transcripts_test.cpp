// The stand-in for Odoo against recorded exchanges with real servers of Odoo 17, 18 and 19, the last over
// both APIs: the same bytes, or it proves nothing elsewhere.
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
using ciclo::fake_odoo::Fault;
using ciclo::fake_odoo::Ids;
using ciclo::fake_odoo::Json;
using ciclo::fake_odoo::parse_json;
using ciclo::fake_odoo::text_view;
using ciclo::fake_odoo::Value;
using ciclo::fake_odoo::Values;

// One recorded server; its base lies beside its exchanges, or beside those of another API of the same server.
struct Server {
    std::string folder;
    std::string base;
    std::string version;
    std::string database;
    // An ordinary user with a key, one without rights.
    long long user;
    long long without_rights;
    // When the user's key was made.
    std::string key_made = "2026-11-26 14:08:44";
};

const std::vector<Server> k_servers{{"odoo17", "odoo17", "17.0", "nacom_small", 18, 20},
                                    {"odoo17-later", "odoo17-later", "17.0", "nacom_small", 18, 20},
                                    {"odoo18", "odoo18", "18.0", "o18", 18, 19, "2026-11-26 14:01:30"},
                                    {"odoo19", "odoo19", "19.0", "o19", 17, 18},
                                    {"odoo19-json2", "odoo19", "19.0", "o19", 17, 18}};

constexpr const char* k_counts =
    "counts or lists records of the whole base, of which the exchanges show a few";
constexpr const char* k_groups = "nothing asks for groups of records: the stand-in has no such method";
constexpr const char* k_metadata = "nothing asks for Odoo's own tables of fields and modules";
constexpr const char* k_attributes = "attributes, choices or fields that nothing asks for";
constexpr const char* k_operator = "an operator that nothing uses";
constexpr const char* k_writes = "the stand-in has no method that writes";
constexpr const char* k_pages = "a page of the website, not of the API";
constexpr const char* k_translated =
    "names groups of that version, in the language of the user: nothing judges by it";
constexpr const char* k_all_fields = "all fields of a model, cut off: json2_test.cpp has the rule";

// What is not replayed, and why.
const std::map<std::string, const char*> k_left_out{
    {"odoo17-later/fields_get_uom_uom_units", k_attributes},
    {"odoo17-later/read_group_order_id", k_groups},
    {"odoo17-later/read_group_state", k_groups},
    {"odoo17-later/read_group_total", k_groups},
    {"odoo17-later/read_group_write_date_month", k_groups},
    {"odoo17-later/search_read_ir_model_fields", k_metadata},
    {"odoo17-later/search_read_ir_model_fields_refused", k_metadata},
    {"odoo17-later/search_read_ir_module_module", k_metadata},
    {"odoo17-later/search_read_product_category_parent_of", k_operator},
    {"odoo18/error_access_field", k_translated},
    {"odoo18/error_access_rights", k_translated},
    {"odoo18/fields_get_account_move_state", k_attributes},
    {"odoo18/fields_get_all_attributes", k_attributes},
    {"odoo18/fields_get_sale_order_line", k_attributes},
    {"odoo18/fields_get_uom_uom_units", k_attributes},
    {"odoo18/search_read_ir_model_fields_refused", k_metadata},
    {"odoo18/search_read_ir_module_module", k_metadata},
    {"odoo19-json2/body_array", k_all_fields},
    {"odoo19-json2/body_chunked", k_all_fields},
    {"odoo19-json2/body_empty", k_all_fields},
    {"odoo19-json2/error_access_model", k_translated},
    {"odoo19-json2/error_missing_argument", k_writes},
    {"odoo19-json2/error_missing_record", k_writes},
    {"odoo19-json2/fields_get_sale_order_line", k_attributes},
    {"odoo19-json2/fields_get_uom_uom_units", k_attributes},
    {"odoo19-json2/formatted_read_group_state", k_groups},
    {"odoo19-json2/formatted_read_group_total", k_groups},
    {"odoo19-json2/not_found_page", k_pages},
    {"odoo19-json2/read_group_order_id", k_groups},
    {"odoo19-json2/read_group_state", k_groups},
    {"odoo19-json2/read_group_total", k_groups},
    {"odoo19-json2/read_group_write_date_month", k_groups},
    {"odoo19-json2/redirect_root", k_pages},
    {"odoo19-json2/redirect_web_no_database", k_pages},
    {"odoo19-json2/search_count", k_counts},
    {"odoo19-json2/search_read_ir_model_fields", k_metadata},
    {"odoo19-json2/search_read_ir_model_fields_refused", k_metadata},
    {"odoo19-json2/search_read_ir_module_module", k_metadata},
    {"odoo19-json2/search_read_product_category_parent_of", k_operator},
    {"odoo19-json2/search_read_sale_order", k_counts},
    {"odoo19/error_access_rights", k_translated},
    {"odoo19/error_missing_record", k_writes},
    {"odoo19/fields_get_account_move_line", k_attributes},
    {"odoo19/fields_get_account_move_state", k_attributes},
    {"odoo19/fields_get_all_attributes", k_attributes},
    {"odoo19/fields_get_sale_order_line", k_attributes},
    {"odoo19/fields_get_uom_uom_units", k_attributes},
    {"odoo19/formatted_read_group_state", k_groups},
    {"odoo19/formatted_read_group_total", k_groups},
    {"odoo19/read_group_order_id", k_groups},
    {"odoo19/read_group_state", k_groups},
    {"odoo19/read_group_total", k_groups},
    {"odoo19/read_group_write_date_month", k_groups},
    {"odoo19/search_read_ir_model_fields_refused", k_metadata},
    {"odoo19/search_read_ir_module_module", k_metadata},
};

std::vector<std::string> transcripts(const std::string& folder) {
    std::set<std::string> names;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(CICLO_TEST_DATA) / folder))
        if (entry.path().extension() == ".json" && entry.path().stem() != "base")
            names.insert(entry.path().stem());
    return {names.begin(), names.end()};
}

rapidjson::Document read_json(const std::string& folder, const std::string& name) {
    std::ifstream file(std::filesystem::path(CICLO_TEST_DATA) / folder / (name + ".json"), std::ios::binary);
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

void add_records(FakeOdoo& odoo, const std::string& folder) {
    const rapidjson::Document base = read_json(folder, "base");
    for (const auto& model : base.GetObject()) {
        for (const auto& record : model.value.GetArray()) {
            Values values;
            for (const auto& field : record.GetObject())
                values[field.name.GetString()] = value_of(field.value);
            odoo.store().put(model.name.GetString(), values);
        }
    }
}

// The keys that stand in the recordings for the real ones.
void add_users(FakeOdoo& odoo, const Server& server) {
    odoo.clear_keys();
    odoo.set_user(2, "admin", "admin");
    odoo.set_user(20, "semdireito", "semdireito");
    odoo.set_user(server.user, "ciclo", "");
    odoo.set_user(server.without_rights, "semdireito", server.without_rights == 20 ? "semdireito" : "");
    odoo.set_user(99, "arquivado", "");
    odoo.store().put("res.users", {{"id", 99}, {"login", "arquivado"}, {"active", false}});
    odoo.set_now(*ciclo::from_odoo(server.key_made));
    odoo.add_key(server.user, "c1c10000000000000000000000000000000fa4e1");
    odoo.set_now(*ciclo::from_odoo("2026-06-01 00:00:00"));
    odoo.add_key(server.user, "e4900000000000000000000000000000000fa4e6",
                 ciclo::from_odoo("2026-05-01 00:00:00"), "vencida");
    odoo.add_key(2, "ad310000000000000000000000000000000fa4e2");
    odoo.add_key(server.without_rights, "5e3d0000000000000000000000000000000fa4e3");
    odoo.add_key(99, "a3900000000000000000000000000000000fa4e4");
    for (const auto* model : {"account.move", "account.move.line", "sale.order"})
        server.folder == "odoo17" ? odoo.deny_model(model, server.without_rights)
                                  : odoo.deny_records(model, server.without_rights);
}

void load(FakeOdoo& odoo, const Server& server) {
    odoo.set_version(server.version);
    odoo.set_database(server.database);
    odoo.set_now(*ciclo::from_odoo("2026-06-01 00:00:00"));
    add_records(odoo, server.base);
    if (server.folder == "odoo17") add_counted_lines(odoo);
    add_users(odoo, server);
}

// The text without the value of "debug": a traceback, whose frames were cut out of the recording.
std::string without_debug(const std::string& body) {
    const std::string key = "\"debug\": \"";
    const auto begin = body.find(key);
    if (begin == body.npos) return body;
    auto end = begin + key.size();
    while (body.at(end) != '"') end += body[end] == '\\' ? 2 : 1;
    return body.substr(0, begin + key.size()) + body.substr(end);
}

std::string body_of(const Json& transcript) {
    const auto raw = transcript.FindMember("request_body");
    if (raw != transcript.MemberEnd()) return std::string(text_view(raw->value));
    const auto request = transcript.FindMember("request");
    return request == transcript.MemberEnd() ? "" : ciclo::fake_odoo::json_text(request->value);
}

// The request as it was recorded; POST /jsonrpc with JSON where only its body was.
httplib::Request request_of(const std::string& name, const Json& transcript) {
    httplib::Request request;
    request.method = "POST";
    request.path = "/jsonrpc";
    request.body = body_of(transcript);
    if (const auto line = transcript.FindMember("request_line"); line != transcript.MemberEnd()) {
        const std::string text(text_view(line->value));
        const auto space = text.find(' ');
        request.method = text.substr(0, space);
        request.path = text.substr(space + 1);
    }
    if (name == "http_web_version") {
        request.method = "GET";
        request.path = "/web/version";
    }
    if (name == "http_json2") request.path = "/json/2/res.partner/search_read";
    const auto headers = transcript.FindMember("request_headers");
    if (headers == transcript.MemberEnd()) {
        request.set_header("Content-Type", "application/json");
        return request;
    }
    for (const auto& header : headers->value.GetObject())
        if (std::string(header.name.GetString()) != "Host")
            request.set_header(header.name.GetString(), header.value.GetString());
    return request;
}

// Those that do not depend on the moment or on what was cut out.
std::map<std::string, std::string> lasting(std::map<std::string, std::string> headers) {
    headers.erase("Date");
    headers.erase("Content-Length");
    if (headers.contains("Set-Cookie")) headers["Set-Cookie"] = "a session";
    // The recording ends "Bearer" with a blank, which this client takes off.
    if (headers.contains("WWW-Authenticate")) headers["WWW-Authenticate"] = "Bearer";
    return headers;
}

void replay(const Server& server, const std::string& name) {
    const auto transcript = read_json(server.folder, name);
    FakeOdoo odoo;
    load(odoo, server);
    if (name == "pool_exhausted") odoo.on_request({.fault = Fault::pool_exhausted()});
    if (name == "jsonrpc_not_server_wide") odoo.set_rpc_server_wide(false);
    if (name.starts_with("odoo18")) odoo.set_version("18.0");
    httplib::Client client(odoo.url());
    const auto answer = client.send(request_of(name, transcript));
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

TEST_CASE("every recorded exchange is there to be replayed, and what is left out has its reason") {
    const std::map<std::string, std::size_t> least{
        {"odoo17", 70}, {"odoo17-later", 39}, {"odoo18", 28}, {"odoo19", 61}, {"odoo19-json2", 105}};
    std::set<std::string> known;
    for (const auto& server : k_servers) {
        const auto names = transcripts(server.folder);
        CHECK(names.size() >= least.at(server.folder));
        for (const auto& name : names) known.insert(server.folder + "/" + name);
    }
    for (const auto& [name, reason] : k_left_out) {
        INFO(name);
        CHECK(known.contains(name));
    }
}

TEST_CASE("the stand-in answers every recorded request as that version of Odoo did, byte for byte") {
    for (const auto& server : k_servers) {
        for (const std::string& name : transcripts(server.folder)) {
            if (k_left_out.contains(server.folder + "/" + name)) continue;
            SECTION(server.folder + "/" + name) {
                replay(server, name);
            }
        }
    }
}
