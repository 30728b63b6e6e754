// What a response to one JSON-RPC call means: an answer, a reason to retry, or an error and whose. Pure. Not
// for: retrying it (client.hpp), how long to wait (retry.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "http/transport.hpp"
#include "json/value.hpp"

namespace ciclo::odoo {

// An exception that Odoo put into its answer.
class RpcError : public Error {
  public:
    RpcError(ErrorKind kind, const std::string& message, language::Phrase hint, std::string exception)
        : Error(kind, message, std::move(hint)), m_exception(std::move(exception)) {}

    // Its dotted Python name: "odoo.exceptions.AccessError".
    [[nodiscard]] const std::string& exception() const { return m_exception; }
    // This user may not read the model, or one of the fields.
    [[nodiscard]] bool refuses_access() const { return m_exception == "odoo.exceptions.AccessError"; }
    // The user's id and key do not belong together, or there is no user with that id.
    [[nodiscard]] bool refuses_login() const {
        return m_exception == "odoo.exceptions.AccessDenied" || m_exception == "odoo.exceptions.MissingError";
    }
    // A field or a model is not what it was, or no longer readable: which fields there are has to be asked
    // again.
    [[nodiscard]] bool doubts_fields() const {
        return m_exception == "builtins.ValueError" || refuses_access() || names_no_model();
    }
    // Odoo has no such model: its module is not installed.
    [[nodiscard]] bool names_no_model() const { return m_exception == "odoo.exceptions.UserError"; }

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
    answer,     // `document` holds the envelope, with a result
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

Verdict judge(const http::Response& response, const Question& question);

}  // namespace ciclo::odoo
