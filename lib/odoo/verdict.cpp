#include "odoo/verdict.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/secret.hpp"
#include "base/text.hpp"

namespace ciclo::odoo {
namespace {

constexpr auto k_address_hint =
    "is ODOO_URL the address of an Odoo server, without a path, and no maintenance page in front of it?"_tr;
constexpr auto k_unlisted_hint = "the log of Odoo has the whole error; the next run tries again"_tr;

// What the rows of the tables below share: `error` counts for Judgement::fatal, and for `too_large` when it
// is not internal.
struct Row {
    Judgement judgement;
    ErrorKind error = ErrorKind::internal;
    language::Text hint = {};
};

struct FailureRow {
    http::Failure failure;
    std::string_view words;
    Row row;
};

constexpr std::array k_failures{
    FailureRow{http::Failure::connect, "cannot connect", {Judgement::transient}},
    FailureRow{http::Failure::empty,
               "the connection was closed before the answer was complete",
               {Judgement::too_large}},
    FailureRow{http::Failure::timeout, "no answer in time", {Judgement::too_large}},
    FailureRow{
        http::Failure::too_big, "the answer is too large", {Judgement::too_large, ErrorKind::odoo_answer}},
    FailureRow{
        http::Failure::tls,
        "the server's certificate is not trusted",
        {Judgement::fatal, ErrorKind::config, "check ODOO_URL; for a private authority give its file"_tr}},
    FailureRow{http::Failure::protocol, "the request cannot be sent", {Judgement::fatal, ErrorKind::config}},
};

struct StatusRow {
    int status;
    Row row;
};

// What is not listed: 5xx is retried once, everything else is fatal (odoo_answer). A page with 500 is what
// Odoo sends when its pool of database connections is exhausted.
constexpr std::array k_statuses{
    StatusRow{401,
              {Judgement::fatal, ErrorKind::auth,
               "the web server in front of Odoo requires a login of its own"_tr}},
    StatusRow{403,
              {Judgement::fatal, ErrorKind::auth,
               "the web server in front of Odoo denies access to this machine"_tr}},
    StatusRow{404, {Judgement::fatal, ErrorKind::config, k_address_hint}},
    StatusRow{405, {Judgement::fatal, ErrorKind::config, k_address_hint}},
    StatusRow{408, {Judgement::transient}},
    StatusRow{413,
              {Judgement::too_large, ErrorKind::odoo_answer,
               "raise client_max_body_size of the web server in front of Odoo"_tr}},
    StatusRow{429, {Judgement::transient}},
    StatusRow{500, {Judgement::transient}},
    StatusRow{502, {Judgement::too_large}},
    StatusRow{503, {Judgement::transient}},
    StatusRow{504, {Judgement::too_large}},
    // Content delivery networks: the origin does not connect, or takes too long.
    StatusRow{522, {Judgement::transient}},
    StatusRow{524, {Judgement::too_large}},
};

struct ExceptionRow {
    std::string_view name;
    Row row;
};

// By error.data.name alone: the code is constant and the message is translated. What is not listed is fatal.
constexpr std::array k_exceptions{
    ExceptionRow{"odoo.exceptions.AccessDenied", {Judgement::fatal, ErrorKind::auth, k_login_hint}},
    ExceptionRow{"werkzeug.exceptions.Unauthorized", {Judgement::fatal, ErrorKind::auth, k_login_hint}},
    ExceptionRow{"odoo.exceptions.AccessError",
                 {Judgement::fatal, ErrorKind::auth,
                  "give the Odoo user read access to this model and its fields"_tr}},
    ExceptionRow{"builtins.MemoryError", {Judgement::too_large}},
    ExceptionRow{"odoo.exceptions.LockError", {Judgement::transient}},
    ExceptionRow{"psycopg2.pool.PoolError", {Judgement::transient}},
    ExceptionRow{"psycopg2.InterfaceError", {Judgement::transient}},
    ExceptionRow{"psycopg2.OperationalError", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.SerializationFailure", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.LockNotAvailable", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.DeadlockDetected", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.QueryCanceled", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.AdminShutdown", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.CrashShutdown", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.CannotConnectNow", {Judgement::transient}},
    ExceptionRow{"psycopg2.errors.TooManyConnections", {Judgement::transient}},
};

// One line for people: no secret, no control bytes.
std::string shown(std::string_view text) {
    // Cleaned first: a NUL that is dropped later would make a secret whole again.
    return visible(first_line(redact(clean_utf8(text))));
}

// What a page calls itself, or how it begins.
std::string title_of(std::string_view page) {
    constexpr std::string_view k_title = "<title>";
    constexpr std::size_t k_longest = 120;
    constexpr std::size_t k_looked_at = 4096;
    if (const auto begin = page.find(k_title); begin != std::string_view::npos) {
        page.remove_prefix(begin + k_title.size());
        page = page.substr(0, page.find("</"));
    }
    // Cut last: half a secret is none that is recognised.
    return first_line(shown(trimmed(page.substr(0, k_looked_at))), k_longest);
}

std::string with_label(const Question& question, const std::string& reason) {
    return fmt::format("{}: {}", question.label, reason);
}

Verdict from_row(const Question& question, const Row& row, const std::string& reason) {
    Verdict verdict;
    if (row.error != ErrorKind::internal) verdict = final_error(question, row.error, reason, row.hint);
    verdict.judgement = row.judgement;
    verdict.reason = reason;
    return verdict;
}

// PostgreSQL's words, in the two languages it is run in here; only with the database's own name, because a
// missing role reads alike.
bool says_no_such_database(const std::string& message, const std::string& database) {
    const bool is_missing = message.find("does not exist") != std::string::npos ||
                            message.find("não existe") != std::string::npos;
    return is_missing && message.find('"' + database + '"') != std::string::npos;
}

// Odoo's own connection errors name its database's host and port, which are not for our log.
std::string shown_message(const std::string& name, const std::string& message) {
    if (name == "psycopg2.OperationalError") return "Odoo has a problem with its database";
    return shown(message);
}

}  // namespace

Verdict final_error(const Question& question, ErrorKind kind, const std::string& reason,
                    language::Text hint) {
    Verdict verdict;
    verdict.reason = reason;
    verdict.error = std::make_exception_ptr(Error(kind, with_label(question, reason), hint));
    return verdict;
}

Verdict answer_of(json::Document document) {
    Verdict verdict;
    verdict.judgement = Judgement::answer;
    verdict.document = std::move(document);
    return verdict;
}

Verdict judge_failure(const http::Response& response, const Question& question) {
    const auto* row = std::find_if(k_failures.begin(), k_failures.end(),
                                   [&](const auto& it) { return it.failure == response.failure; });
    return from_row(question, row->row, fmt::format("{}: {}", row->words, shown(response.message)));
}

Verdict judge_status(const http::Response& response, const Question& question) {
    const auto* listed = std::find_if(k_statuses.begin(), k_statuses.end(),
                                      [&](const auto& it) { return it.status == response.status; });
    Row row{Judgement::fatal, ErrorKind::odoo_answer};
    if (response.status >= 500) row = {Judgement::transient_once};
    if (listed != k_statuses.end()) row = listed->row;
    auto verdict = from_row(question, row, fmt::format("answered HTTP {}", response.status));
    verdict.retry_after = response.retry_after;
    return verdict;
}

bool is_transient(int status) {
    return std::any_of(k_statuses.begin(), k_statuses.end(), [&](const auto& it) {
        return it.status == status && status != 500 && it.row.judgement != Judgement::fatal;
    });
}

bool is_listed(std::string_view exception) {
    return std::any_of(k_exceptions.begin(), k_exceptions.end(),
                       [&](const auto& it) { return it.name == exception; });
}

Verdict judge_exception(const json::Value& exception, const Question& question) {
    const auto name = exception.text_at("name");
    const auto message = exception.text_at("message");
    if (name == "psycopg2.OperationalError" && says_no_such_database(message, question.database)) {
        return final_error(question, ErrorKind::config,
                           fmt::format("Odoo has no database '{}'", question.database), "check ODOO_DB"_tr);
    }
    const auto* listed = std::find_if(k_exceptions.begin(), k_exceptions.end(),
                                      [&](const auto& it) { return it.name == name; });
    const Row row = listed == k_exceptions.end()
                        ? Row{Judgement::fatal, ErrorKind::odoo_answer, k_unlisted_hint}
                        : listed->row;
    const auto short_name = name.empty() ? std::string("error") : name.substr(name.rfind('.') + 1);
    const auto reason = fmt::format("{}: {}", shown(short_name), shown_message(name, message));
    auto verdict = from_row(question, row, reason);
    if (verdict.error) {
        verdict.error =
            std::make_exception_ptr(RpcError(row.error, with_label(question, reason), row.hint, name));
    }
    return verdict;
}

bool is_json(const http::Response& response) {
    const auto type = response.headers.find("content-type");
    return type == response.headers.end() || type->second.empty() ||
           type->second.starts_with("application/json");
}

Verdict not_json(const http::Response& response, const Question& question, std::string_view expected) {
    const auto& type = response.headers.at("content-type");
    return final_error(question, ErrorKind::odoo_unavailable,
                       fmt::format("answered HTTP {} with {}, not {}: '{}'", response.status,
                                   shown(type.substr(0, type.find(';'))), expected, title_of(response.body)),
                       k_address_hint);
}

Verdict parsed(const http::Response& response, const Question& question, const JudgeDocument& judge) {
    try {
        return judge(json::Document::parse(response.body), question);
    } catch (const Error& error) {
        return from_row(question, {Judgement::too_large}, error.what());
    }
}

}  // namespace ciclo::odoo
