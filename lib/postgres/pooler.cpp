#include "postgres/pooler.hpp"

#include <fmt/core.h>

#include <random>

#include "postgres/sql.hpp"

namespace ciclo::postgres {
namespace {

// A pooler without a free process for the second session, or for the first one while the second is served.
constexpr std::chrono::milliseconds k_longest{3'000};
// Other clients of the pooler come and go between any two of ours.
constexpr int k_rounds = 5;

std::string new_mark() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

// The process that serves the session now; -1 where it does not know the session's mark.
std::int64_t serving(Connection& connection, const std::string& mark) {
    const auto seen = connection.execute(sql::pooler_seen);
    return seen.text(0, 1) == mark ? seen.integer(0, 0) : -1;
}

bool stays_apart(Connection& first, Connection& second) {
    const auto mark = new_mark();
    const auto own = first.execute(sql::pooler_mark, {mark}).integer(0, 0);
    for (int round = 0; round < k_rounds; ++round) {
        // Open, so that the process is the second one's for as long as the first one is asked.
        second.execute("BEGIN");
        const bool is_another = second.execute(sql::pooler_seen).integer(0, 0) != own;
        const bool is_own = serving(first, mark) == own;
        second.execute("ROLLBACK");
        // Twice: a pooler that takes turns comes round to the same process each second time.
        if (!is_another || !is_own || serving(first, mark) != own || serving(first, mark) != own)
            return false;
    }
    return true;
}

}  // namespace

bool pools_sessions(Connection& connection, ConnectOptions options, const Limits& limits, const Log& log) {
    const auto bounded = limits.within(k_longest);
    options.trusts_pooler = true;
    options.connect_timeout = k_longest;
    try {
        Connection second(options, bounded, log);
        const auto under_limits = connection.with_limits(bounded);
        return stays_apart(connection, second);
    } catch (const Error& error) {
        limits.check();
        log.debug("what kind of pooler this is cannot be proved", {{"reason", error.what()}});
        return false;
    }
}

}  // namespace ciclo::postgres
