#include "fake_odoo/rpc.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "fake_odoo/odoo_error.hpp"

namespace ciclo::fake_odoo {
namespace {

const Json& empty_list() {
    static const rapidjson::Document k_list = parse_json("[]");
    return k_list;
}

const Json& empty_object() {
    static const rapidjson::Document k_object = parse_json("{}");
    return k_object;
}

std::string text_member(const Json& object, const char* name) {
    const auto member = object.FindMember(name);
    if (member == object.MemberEnd() || !member->value.IsString())
        throw OdooError("builtins.KeyError", fmt::format("'{}'", name));
    return std::string(text_view(member->value));
}

std::string text_at(const Json& list, rapidjson::SizeType at) {
    return at < list.Size() && list[at].IsString() ? std::string(text_view(list[at])) : std::string();
}

void check_database(const Base& base, const Json& args) {
    const std::string name = text_at(args, 0);
    if (name == base.database) return;
    throw OdooError(
        "psycopg2.OperationalError",
        fmt::format("connection to server at \"127.0.0.1\", port {} failed: FATAL:  database \"{}\" does "
                    "not exist\n",
                    base.is_since(18) ? 5432 : 5499, name));
}

bool knows(const Base& base, const Store& store, long long uid, const std::string& password) {
    const User& user = base.users.at(uid);
    if (!user.password.empty() && user.password == password) return true;
    return base.user_of(password, store) == uid;
}

// A wrong login is no error here: the result is false.
Result authenticate(const RpcRequest& request, const Base& base, Store& store) {
    const rapidjson::SizeType wanted = request.method == "login" ? 3 : 4;
    if (request.args->Size() != wanted)
        throw OdooError::type_error(fmt::format("exp_{}() takes {} positional arguments but {} were given",
                                                request.method, wanted, request.args->Size()));
    check_database(base, *request.args);
    for (const auto& [uid, user] : base.users) {
        if (!base.login_ok || user.login != text_at(*request.args, 1)) continue;
        if (!knows(base, store, uid, text_at(*request.args, 2))) continue;
        if (store.exists("res.users", uid)) store.log_in(uid);
        return {std::to_string(uid), {}};
    }
    return {"false", {}};
}

Result version(const Base& base) {
    const int major = base.restrictions.major;
    return {fmt::format(
                "{{\"server_version\": \"{0}\", \"server_version_info\": [{1}, 0, 0, \"final\", 0, \"\"], "
                "\"server_serie\": \"{0}\", \"protocol_version\": 1}}",
                base.version, major),
            {}};
}

long long check_login(const RpcRequest& request, const Base& base, const Store& store) {
    const Json& args = *request.args;
    check_database(base, args);
    const long long uid = args.Size() > 1 && args[1].IsInt64() ? args[1].GetInt64() : 0;
    if (uid == 0) throw OdooError::access_denied();
    const auto user = base.users.find(uid);
    if (user == base.users.end())
        throw OdooError(
            "odoo.exceptions.MissingError",
            fmt::format("Record does not exist or has been deleted.\n(Record: res.users({0},), User: {0})",
                        uid));
    if (!base.login_ok || !knows(base, store, uid, text_at(args, 2))) throw OdooError::access_denied();
    return uid;
}

Result execute(const RpcRequest& request, const Base& base, const Store& store) {
    if (request.method != "execute_kw" && request.method != "execute")
        throw OdooError("builtins.NameError", "Method not available " + request.method);
    const View view(store, base.restrictions, check_login(request, base, store));
    return run(view, {request.model, request.model_method, request.model_args, request.model_kwargs});
}

std::string traceback(std::string_view name, std::string_view message) {
    std::string text = "Traceback (most recent call last):\n";
    for (const char* frame :
         {"http.py\", line 1788, in _serve_db", "service/model.py\", line 133, in retrying",
          "service/model.py\", line 51, in dispatch", "models.py\", line 5770, in search_read"})
        text +=
            fmt::format("  File \"/opt/odoo/odoo/{}\n    return self.env.cr.execute(query, params)\n", frame);
    const auto builtin = std::string_view("builtins.");
    return fmt::format("{}{}: {}\n", text, name.starts_with(builtin) ? name.substr(builtin.size()) : name,
                       message);
}

}  // namespace

std::optional<long long> Base::user_of(const std::string& key, const Store& store) const {
    const auto found = keys.find(key);
    if (!login_ok || found == keys.end()) return std::nullopt;
    if (is_since(18) && found->second.expires && *found->second.expires <= store.now()) return std::nullopt;
    const Model& user_model = store.schema().at("res.users");
    const Record* user = store.find(user_model, found->second.uid);
    const bool is_archived = user != nullptr && !user->cells[user_model.find("active")->cell].as_bool();
    return is_archived ? std::nullopt : std::optional(found->second.uid);
}

std::string RpcAnswer::text(bool is_since_19) const {
    std::string body = "{\"jsonrpc\": \"2.0\", \"id\": " + id;
    if (error)
        body += fmt::format(", \"error\": {{\"code\": {}, \"message\": \"Odoo Server Error\", \"data\": {}}}",
                            is_since_19 ? 0 : 200, exception_object(*error, is_since_19));
    else if (!result.text.empty())
        body += ", \"result\": " + result.text;
    return body + "}";
}

std::string request_id(const rapidjson::Document& document) {
    const auto id = document.FindMember("id");
    return id == document.MemberEnd() ? "null" : json_text(id->value);
}

RpcRequest parse_request(const rapidjson::Document& document) {
    const auto params = document.FindMember("params");
    if (params == document.MemberEnd() || !params->value.IsObject())
        throw OdooError::value_error("dictionary update sequence element #0 has length 6; 2 is required");
    RpcRequest request;
    request.id = request_id(document);
    request.service = text_member(params->value, "service");
    request.method = text_member(params->value, "method");
    const auto args = params->value.FindMember("args");
    if (args == params->value.MemberEnd() || !args->value.IsArray())
        throw OdooError("builtins.KeyError", "'args'");
    request.args = &args->value;
    if (request.service != "object") return request;
    const Json& list = args->value;
    request.model = text_at(list, 3);
    request.model_method = text_at(list, 4);
    request.model_args = list.Size() > 5 && list[5].IsArray() ? &list[5] : &empty_list();
    request.model_kwargs = list.Size() > 6 && list[6].IsObject() ? &list[6] : &empty_object();
    return request;
}

Result dispatch(const RpcRequest& request, const Base& base, Store& store) {
    if (request.service == "object") return execute(request, base, store);
    if (request.service != "common")
        throw OdooError("builtins.KeyError", fmt::format("'{}'", request.service));
    if (request.method == "version") return version(base);
    if (request.method == "authenticate" || request.method == "login")
        return authenticate(request, base, store);
    throw OdooError("builtins.Exception", "Method not found: " + request.method);
}

std::string exception_object(const OdooError& error, bool is_since_19, std::optional<int> status) {
    const std::string name = json_string(error.name());
    const std::string text = json_string(error.what());
    const std::string debug = json_string(traceback(error.name(), error.what()));
    const std::string arguments = status ? fmt::format("{}, {}", text, *status) : text;
    if (is_since_19)
        return fmt::format(
            "{{\"name\": {}, \"message\": {}, \"arguments\": [{}], \"context\": {{}}, \"debug\": {}}}", name,
            text, arguments, debug);
    return fmt::format(
        "{{\"name\": {}, \"debug\": {}, \"message\": {}, \"arguments\": [{}], \"context\": {{}}}}", name,
        debug, text, arguments);
}

}  // namespace ciclo::fake_odoo
