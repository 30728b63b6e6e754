// Calls for the tests of the stand-in itself, by a client that is not the product's.
#pragma once

#include <httplib.h>

#include <catch2/catch.hpp>
#include <string>

#include "fake_odoo/fake_odoo.hpp"

namespace ciclo::fake_odoo {

inline std::string call_body(const std::string& model, const std::string& method, const std::string& args,
                             const std::string& kwargs = "{}") {
    return R"({"jsonrpc": "2.0", "method": "call", "params": {"service": "object", "method": "execute_kw", "args": )"
           R"(["odoo", 2, "chave-de-teste-0123456789", ")" +
           model + "\", \"" + method + "\", " + args + ", " + kwargs + R"(]}, "id": 7})";
}

inline httplib::Result post(const FakeOdoo& odoo, const std::string& body) {
    httplib::Client client(odoo.url());
    client.set_read_timeout(10, 0);
    return client.Post("/jsonrpc", body, "application/json");
}

// What stands behind "result", or the whole body when there is none.
inline std::string result_of(const FakeOdoo& odoo, const std::string& model, const std::string& method,
                             const std::string& args, const std::string& kwargs = "{}") {
    const auto answer = post(odoo, call_body(model, method, args, kwargs));
    REQUIRE(answer);
    REQUIRE(answer->status == 200);
    const std::string before = R"({"jsonrpc": "2.0", "id": 7, "result": )";
    if (!answer->body.starts_with(before)) return answer->body;
    return answer->body.substr(before.size(), answer->body.size() - before.size() - 1);
}

inline std::string search_read(const FakeOdoo& odoo, const std::string& model, const std::string& domain,
                               const std::string& fields, const std::string& more = "") {
    return result_of(odoo, model, "search_read", "[" + domain + "]",
                     R"({"fields": )" + fields + R"(, "load": "", "order": "id")" + more + "}");
}

// The ids that a domain finds, archived records included: "[1, 2]".
inline std::string found(const FakeOdoo& odoo, const std::string& model, const std::string& domain) {
    return result_of(odoo, model, "search", "[" + domain + "]",
                     R"({"order": "id", "context": {"active_test": false}})");
}

inline bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

inline UtcSeconds at(const char* text) {
    return *from_odoo(text);
}

}  // namespace ciclo::fake_odoo
