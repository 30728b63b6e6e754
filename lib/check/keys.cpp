// Does a key of this user expire soon? Odoo does not say which of them is the one in use. Not for: whether
// the key is good (the login shows that).
#include <algorithm>

#include "base/time.hpp"
#include "check/filters.hpp"
#include "odoo/calls.hpp"

namespace ciclo {
namespace {

// From it on keys expire, and their user may read when.
constexpr int k_first_version = 18;
// Enough for somebody who looks at 'check' once a week.
constexpr std::chrono::days k_notice{14};
constexpr int k_most_keys = 50;

CheckResult judge_keys(odoo::Client& client) {
    const auto now = client.server().now;
    const auto soon = odoo::Domain::leaf("user_id", "=", client.server().uid) &
                      odoo::Domain::since("expiration_date", now) &
                      odoo::Domain::before("expiration_date", now + k_notice);
    const std::vector<odoo::Call> calls{
        odoo::newest("res.users.apikeys", {"name", "expiration_date"}, soon, k_most_keys)};
    const auto answers = client.call(calls);
    std::string first;
    std::string name;
    for (const auto& key : answers.front().result().elements()) {
        const auto date = key.text_at("expiration_date");
        if (!first.empty() && date >= first) continue;
        first = date;
        name = key.text_at("name");
    }
    if (first.empty()) return {"no key of this user expires within {} days"_tr(k_notice.count())};
    return {
        "key '{}' of this user expires on {} UTC"_tr(name, first),
        "make a new API key in Odoo, put it into ODOO_API_KEY before, and delete the old one (lib/odoo/README.md)"_tr};
}

}  // namespace

void check_keys(CheckReporter& reporter, const Endpoint& endpoint, odoo::Client& client) {
    if (odoo::major_version(client.server().version) < k_first_version) return;
    reporter.run("odoo key", endpoint, [&]() -> CheckResult {
        try {
            return judge_keys(client);
        } catch (const odoo::RpcError& error) {
            // Only to be shown; a cycle asks for none.
            return {language::Phrase::verbatim(error.what()),
                    "see in Odoo when the key expires (the user's preferences, Account Security)"_tr};
        }
    });
}

}  // namespace ciclo
