#include "page/facts.hpp"

#include "ciclo/version.hpp"
#include "page/sql.hpp"
#include "page/timeline.hpp"
#include "postgres/transaction.hpp"

namespace ciclo::page {
namespace {

// Of 7 days, one for each quarter of an hour; a denser schedule shows its newest.
constexpr int k_most_cycles = k_days_of_cycles * 24 * 4;
// What a person reads through; the page says how many more there are.
constexpr int k_most_rows = 15;

void read_journal(postgres::Connection& connection, const config::Config& config, ReportFacts& facts) {
    facts.overview = read_overview(connection, config.time_zone, k_most_rows);
    facts.cycles = read_history(connection, config.time_zone, k_most_cycles, false);
    facts.has_more_cycles = facts.cycles.size() == k_most_cycles &&
                            facts.cycles.front().local_started >
                                begin_of_days(facts.overview.first_cycle, facts.now, k_days_of_cycles);
}

}  // namespace

ReportFacts read_page_facts(postgres::Connection& connection, const config::Config& config) {
    postgres::Transaction transaction(connection);
    connection.execute(sql::one_moment);
    ReportFacts facts;
    facts.status = read_status(connection, config);
    facts.now = local_now(connection, config.time_zone);
    if (facts.status.has_journal) read_journal(connection, config, facts);
    transaction.commit();
    facts.database = connection.describe();
    facts.time_zone = config.time_zone;
    facts.version = k_version;
    return facts;
}

}  // namespace ciclo::page
