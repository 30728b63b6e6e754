// For tests that no transaction is open while Odoo is waited for.
#pragma once

#include <atomic>
#include <mutex>

#include "world.hpp"

namespace ciclo::test {

// Counts requests, and those that came while a session of the program had a transaction open.
class TransactionWatch {
  public:
    explicit TransactionWatch(World& world) : m_session(world.database.url()) {
        world.odoo.on_request({.times = -1, .before = [this] { look(); }});
    }
    [[nodiscard]] int asked() const { return m_asked; }
    [[nodiscard]] int open() const { return m_open; }

  private:
    void look() {
        const std::lock_guard guard(m_one_at_a_time);
        ++m_asked;
        if (m_session.value(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'ciclo/%' AND datname = "
                "current_database()"
                // Not a session of the cycle before, which drops its temporary tables.
                " AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)"
                " AND (state LIKE 'idle in transaction%' OR state = 'active' OR xact_start IS NOT NULL)") !=
            "0")
            ++m_open;
    }

    Session m_session;
    std::mutex m_one_at_a_time;
    std::atomic<int> m_asked{0};
    std::atomic<int> m_open{0};
};

}  // namespace ciclo::test
