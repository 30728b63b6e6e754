// Odoo's JSON-RPC: the envelope, the services `common` and `object`, logins and errors. Not for: HTTP,
// faults.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fake_odoo/json.hpp"
#include "fake_odoo/methods.hpp"

namespace ciclo::fake_odoo {

struct User {
    std::string login;
    std::vector<std::string> passwords;  // the password and the API keys
};

struct Base {
    std::string database;
    std::string version = "17.0";
    bool login_ok = true;
    std::map<long long, User> users;
    Restrictions restrictions;
};

// What a body asks for.
struct RpcRequest {
    std::string service;
    std::string method;       // of the service
    std::string id = "null";  // as JSON
    const Json* args = nullptr;
    // For service "object".
    std::string model;
    std::string model_method;
    const Json* model_args = nullptr;
    const Json* model_kwargs = nullptr;
};

struct RpcAnswer {
    std::string id;
    Result result{};
    std::string error{};  // the `error` object as JSON; empty: none

    // The body.
    [[nodiscard]] std::string text() const;
};

// `document` is a JSON object; the result points into it. Throws OdooError when the envelope is no call.
RpcRequest parse_request(const rapidjson::Document& document);
// The `id` alone, for an error about the rest.
std::string request_id(const rapidjson::Document& document);

// The store must be locked. Throws OdooError.
Result dispatch(const RpcRequest& request, const Base& base, Store& store);

// The `error` object for an exception.
std::string error_object(std::string_view name, std::string_view message);

}  // namespace ciclo::fake_odoo
