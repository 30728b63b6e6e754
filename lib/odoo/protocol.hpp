// The seam to Odoo's two APIs, JSON-RPC and JSON-2: how a call becomes a request, and what its answer means.
// Pure. Not for: sending, login, retries (client.hpp), which knows no envelope.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "http/transport.hpp"
#include "json/value.hpp"
#include "odoo/verdict.hpp"

namespace ciclo::odoo {

struct Credentials {
    std::string url;  // without a path: https://example.odoo.com
    std::string database;
    std::string username;
    Secret api_key;  // an API key; for JSON-RPC a password serves as well
};

// One method of a model, with named arguments.
struct Call {
    std::string model;
    std::string method;
    // A JSON object: {"domain": [...], "fields": [...]}.
    std::string arguments;
};

// What is asked, ready to be sent as often as it takes.
struct Message {
    std::string label;  // "sale.order.search_read": begins every message about it
    std::string path;   // of the URL, with its slash
    std::string body;   // JSON; empty: a GET
};

class Protocol {
  public:
    Protocol() = default;
    virtual ~Protocol() = default;
    Protocol(const Protocol&) = delete;
    Protocol& operator=(const Protocol&) = delete;

    // "JSON-RPC": for people.
    [[nodiscard]] virtual std::string_view name() const = 0;

    // The server's version; needs no login.
    [[nodiscard]] virtual Message version() const = 0;
    // Whose key it is.
    [[nodiscard]] virtual Message login(const Credentials& credentials) const = 0;
    // `uid`: the user's id, of a login.
    [[nodiscard]] virtual Message call(const Call& call, const Credentials& credentials,
                                       std::int64_t uid) const = 0;

    // One attempt; an answer to it carries `id`, where the protocol has such a number.
    [[nodiscard]] virtual http::Request request(const Message& message, const Credentials& credentials,
                                                std::int64_t id) const = 0;
    [[nodiscard]] virtual Verdict judge(const http::Response& response, const Question& question) const = 0;

    // Of a document that judge() called an answer.
    [[nodiscard]] virtual json::Value result(const json::Document& document) const = 0;
    // "19.0"; nothing where the result names none.
    [[nodiscard]] virtual std::optional<std::string> version_in(const json::Value& result) const = 0;
    // Nothing where the login is refused. Throws Error(odoo_answer) for what is no id.
    [[nodiscard]] virtual std::optional<std::int64_t> user_in(const json::Value& result) const = 0;
};

// `POST /jsonrpc`: until Odoo 21, deprecated from 19 on.
const Protocol& json_rpc();
// `POST /json/2/<model>/<method>`: from Odoo 19 on; takes API keys only.
const Protocol& json2();

// What both send: the address, and the database, which the host name need not decide.
http::Request request_to(const Message& message, const Credentials& credentials);

}  // namespace ciclo::odoo
