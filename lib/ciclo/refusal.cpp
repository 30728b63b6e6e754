#include "ciclo/refusal.hpp"

#include "ciclo/journal.hpp"
#include "ciclo/session.hpp"
#include "postgres/transaction.hpp"

namespace ciclo {
namespace {

constexpr std::chrono::milliseconds k_longest{5000};

}  // namespace

void record_refusal(const config::Config& config, const std::string& execution, const std::string& arguments,
                    ExitCode code, const std::string& error, const Limits& limits, const Log& log) {
    const auto bounded = limits.within(k_longest);
    const Journal journal(execution);
    try {
        auto connection = connect(config, bounded, log);
        // Both, or a cycle that never ended would be left.
        postgres::Transaction transaction(connection);
        journal.start(connection, arguments, config.max_age);
        journal.finish(connection, code, {}, error);
        transaction.commit();
    } catch (const Error& fault) {
        log.debug("the journal does not know of this run", {{"reason", fault.what()}});
    }
}

}  // namespace ciclo
