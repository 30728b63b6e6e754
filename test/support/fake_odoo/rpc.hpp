// Odoo's JSON-RPC: the envelope, the services `common` and `object`, logins and errors. Not for: HTTP,
// faults.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fake_odoo/datetime.hpp"
#include "fake_odoo/json.hpp"
#include "fake_odoo/methods.hpp"
#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {

struct User {
    std::string login;
    std::string password;  // "": none, only keys
};

// In the place of a password, and of JSON-2 alone.
struct ApiKey {
    long long uid = 0;
    std::optional<Micros> expires{};
};

struct Base {
    std::string database;
    std::string version = "17.0";
    bool login_ok = true;
    // JSON-RPC is there without a database only where its module is loaded server-wide.
    bool is_rpc_server_wide = true;
    bool has_rpc = true;
    std::map<long long, User> users;
    std::map<std::string, ApiKey, std::less<>> keys;
    Restrictions restrictions;

    [[nodiscard]] bool is_since(int major) const { return restrictions.major >= major; }
    // Whose key it is; nobody's where it has expired or its user is archived.
    [[nodiscard]] std::optional<long long> user_of(const std::string& key, const Store& store) const;
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
    std::optional<OdooError> error{};

    // The body, as a server of that version writes it.
    [[nodiscard]] std::string text(bool is_since_19) const;
};

// `document` is a JSON object; the result points into it. Throws OdooError when the envelope is no call.
RpcRequest parse_request(const rapidjson::Document& document);
// The `id` alone, for an error about the rest.
std::string request_id(const rapidjson::Document& document);

// The store must be locked. Throws OdooError.
Result dispatch(const RpcRequest& request, const Base& base, Store& store);

// What an exception looks like in JSON: `data` of an error object, and from 19 on the body of JSON-2's.
// `status` is among the arguments of an HTTP exception.
std::string exception_object(const OdooError& error, bool is_since_19, std::optional<int> status = {});

}  // namespace ciclo::fake_odoo
