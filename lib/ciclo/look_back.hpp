// A session for commands that look back at past cycles, and for the one row that a person's decision about
// them writes: a person or a monitor waits for it. Not for: cycles (session).
#pragma once

#include <chrono>
#include <functional>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "config/config.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// The time of such a command, from connecting to the last row. Its statements take milliseconds each; a
// monitor that asks every minute must know well before its next call that the database does not answer.
constexpr std::chrono::seconds k_look_back_time{15};

// Runs `read` on such a session, which only reads, also from a standby. `limits`: of k_look_back_time.
// Throws, besides what `read` does: as Connection's constructor; Error(database_unavailable) when the
// deadline has passed; Error(config) with the remedy for tables or columns that are missing, Error(auth)
// likewise for a right that is.
void look_back(const config::Config& config, const Limits& limits, const Log& log,
               const std::function<void(postgres::Connection&)>& read);

// The same for `write`, a statement or two that commit by themselves. Throws likewise.
void write_briefly(const config::Config& config, const Limits& limits, const Log& log,
                   const std::function<void(postgres::Connection&)>& write);

}  // namespace ciclo
