// What a response to one call means: an answer, a reason to retry, or an error and whose: what both protocols
// (protocol.hpp) have in common. Pure. Not for: retrying it (client.hpp), how long to wait (retry.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "http/transport.hpp"
#include "json/value.hpp"

namespace ciclo::odoo {

inline constexpr auto k_login_hint =
    "check ODOO_USERNAME and ODOO_API_KEY; from Odoo 18 on a key expires; JSON-2, and a user with two-factor "
    "login, need an API key, not a password"_tr;

// An exception that Odoo put into its answer.
class RpcError : public Error {
  public:
    RpcError(ErrorKind kind, const std::string& message, language::Phrase hint, std::string exception)
        : Error(kind, message, std::move(hint)), m_exception(std::move(exception)) {}

    // Its dotted Python name: "odoo.exceptions.AccessError".
    [[nodiscard]] const std::string& exception() const { return m_exception; }
    // This user may not read the model, or one of the fields.
    [[nodiscard]] bool refuses_access() const { return m_exception == "odoo.exceptions.AccessError"; }
    // The user's id and key do not belong together, there is no user with that id, or it is no key.
    [[nodiscard]] bool refuses_login() const {
        return m_exception == "odoo.exceptions.AccessDenied" ||
               m_exception == "odoo.exceptions.MissingError" ||
               m_exception == "werkzeug.exceptions.Unauthorized";
    }
    // A field or a model is not what it was, or no longer readable: which fields there are has to be asked
    // again.
    [[nodiscard]] bool doubts_fields() const {
        return m_exception == "builtins.ValueError" || refuses_access() || names_no_model();
    }
    // Odoo has no such model: its module is not installed.
    [[nodiscard]] bool names_no_model() const {
        return m_exception == "odoo.exceptions.UserError" || m_exception == "werkzeug.exceptions.NotFound";
    }

  private:
    std::string m_exception;
};

// The call that was answered, as far as the verdict needs it.
struct Question {
    std::int64_t id = 0;
    std::string label;  // "sale.order.search_read": begins every message
    std::string database;
};

enum class Judgement {
    answer,     // `document` holds the result
    too_large,  // the page was too large, or its worker was killed: half the page, or a retry where it cannot
                // be halved
    transient,  // the same call may succeed in a moment
    transient_once,  // the same, but only the first time
    fatal,           // `error`
};

struct Verdict {
    Judgement judgement = Judgement::fatal;
    std::optional<json::Document> document;
    // Why it is not an answer; without secrets and without the label.
    std::string reason;
    std::optional<std::chrono::seconds> retry_after;
    // Set for `fatal`, and for `too_large` where a retry is useless.
    std::exception_ptr error;
};

// A request that got no HTTP answer, and one whose status says all.
Verdict judge_failure(const http::Response& response, const Question& question);
Verdict judge_status(const http::Response& response, const Question& question);
// An exception of Odoo's, as JSON: `name`, `message`. By its name alone.
Verdict judge_exception(const json::Value& exception, const Question& question);
// A page where JSON was expected; `expected` names the protocol.
Verdict not_json(const http::Response& response, const Question& question, std::string_view expected);

Verdict answer_of(json::Document document);
Verdict final_error(const Question& question, ErrorKind kind, const std::string& reason,
                    language::Text hint = {});

// By its content type; what has none passes.
bool is_json(const http::Response& response);
// The same request may do better in a moment, whichever server answered with that status.
bool is_transient(int status);
// Whether judge_exception() knows the name.
bool is_listed(std::string_view exception);

// The body as JSON, judged by `judge`. HTTP said that all is well, so that a body which is none was cut or
// garbled on its way: like an empty answer.
using JudgeDocument = std::function<Verdict(json::Document document, const Question& question)>;
Verdict parsed(const http::Response& response, const Question& question, const JudgeDocument& judge);

}  // namespace ciclo::odoo
