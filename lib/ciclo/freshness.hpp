// How old the last good run of each stage is, and what stands in for it in a database where there never was
// one. Not for: what to say about it (report), nor for past cycles (history).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "config/config.hpp"
#include "postgres/connection.hpp"
#include "staging/stage.hpp"

namespace ciclo {

struct StageFreshness {
    std::string stage;
    std::optional<UtcSeconds> last_good;  // when its last good run ended; absent: there never was one
    std::string local_last_good;          // "2026-11-24 14:10" in the requested time zone; "" for never
    std::chrono::seconds age{};           // of that run, by the database's clock; 0 for never
    staging::Counts counts;               // of that run
    bool is_stale = false;                // older than was allowed, or never
};

struct Freshness {
    UtcSeconds now{};                    // the database's clock
    std::vector<StageFreshness> stages;  // one for each of stages(), in its order
};

// `max_age`: older is stale.
Freshness read_freshness(postgres::Connection& connection, const std::string& time_zone,
                         std::chrono::seconds max_age);
// The stages of a database without a journal: none ever ran.
std::vector<StageFreshness> never_fresh();

// When a table of the application last changed, by any writer.
struct TableMove {
    std::string table;
    std::string local_time;  // "2026-11-24 14:10"; "" when it has no row that counts
    std::chrono::seconds age{};
};

// faturamento_produto, and of carteira_principal the pedidos with config's prefixes: for a database that
// says nothing else. Reads both tables whole.
std::vector<TableMove> read_moves(postgres::Connection& connection, const config::Config& config);

// Whether the journal is there. Throws Error(config), with the remedy, where not even the application's
// tables are: another database, most likely.
bool has_journal(postgres::Connection& connection);
// Throws the same where it is not.
void check_journal(postgres::Connection& connection);

}  // namespace ciclo
