// What an answer of Odoo's means. An input is a status (0: no answer at all), a blank and a content type, and
// in the lines below the body, or why there is no answer.
#include "odoo/protocol.hpp"

#include <charconv>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "fuzz/target.hpp"

namespace ciclo::fuzz {
namespace {

constexpr std::string_view k_secret = "segredo-4711";

http::Response response_of(std::string_view input) {
    const auto head = next_line(input);
    const auto blank = std::min(head.find(' '), head.size());
    http::Response out;
    std::from_chars(head.data(), head.data() + blank, out.status);
    if (out.status < 100 || out.status > 999) {
        out.failure = static_cast<http::Failure>(1 + input.size() % 6);
        out.message = input;
        out.status = 0;
        return out;
    }
    if (blank < head.size()) out.headers["content-type"] = head.substr(blank + 1);
    out.body = input;
    return out;
}

void check_error(const odoo::Verdict& verdict) {
    try {
        std::rethrow_exception(verdict.error);
    } catch (const Error& error) {
        require_line(error.what());
        const std::string_view what = error.what();
        require(what.starts_with("sale.order.search_read: "), "an error names the call", what);
        require(what.find(k_secret) == std::string_view::npos, "an error holds no secret", what);
        require(error.kind() == ErrorKind::config || error.kind() == ErrorKind::auth ||
                    error.kind() == ErrorKind::odoo_answer || error.kind() == ErrorKind::odoo_unavailable,
                "the server or its settings are to blame", what);
    }
}

void check_verdict(const odoo::Verdict& verdict) {
    const bool is_answer = verdict.judgement == odoo::Judgement::answer;
    require(is_answer == verdict.document.has_value(), "an answer, and no other, has a document");
    if (is_answer) {
        require(!verdict.error, "an answer is no error");
    } else {
        require_line(verdict.reason);
        require(verdict.reason.find(k_secret) == std::string::npos, "a reason holds no secret",
                verdict.reason);
        require(verdict.error != nullptr || verdict.judgement != odoo::Judgement::fatal,
                "what is fatal throws");
    }
    if (verdict.error) check_error(verdict);
}

}  // namespace

void verdict(std::string_view input) {
    forget_secrets();
    register_secret(k_secret);
    const odoo::Question question{7, "sale.order.search_read", "erp"};
    const auto response = response_of(input);
    const auto rpc = odoo::json_rpc().judge(response, question);
    check_verdict(rpc);
    if (rpc.document) {
        const auto root = rpc.document->root();
        require(root.at("id").integer() == 7 && root.find("result").has_value() && !root.find("error"),
                "an answer is that of the call, with a result");
    }
    const auto json2 = odoo::json2().judge(response, question);
    check_verdict(json2);
    require(!json2.document || (response.status >= 200 && response.status < 300),
            "an answer has a status that says so");
    forget_secrets();
}

}  // namespace ciclo::fuzz
