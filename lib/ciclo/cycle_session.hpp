// The database session of a cycle with what lives in it: connection, lock, staging tables, the stages'
// contexts. All of it is recreated when the session is lost. Not for: what runs in it (cycle), nor looking
// back (look_back).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "ciclo/last_look.hpp"
#include "ciclo/plan.hpp"
#include "ciclo/stages.hpp"
#include "config/config.hpp"
#include "odoo/reader.hpp"
#include "postgres/connection.hpp"
#include "staging/staging.hpp"

namespace ciclo {

class CycleSession {
  public:
    // All three must outlive the object.
    CycleSession(const config::Config& config, const Limits& limits, const Log& log)
        : m_config(config), m_limits(limits), m_log(log) {}

    // Connects, checks the schema and takes the cycle's lock, from an earlier session too that the server has
    // not ended yet. Throws as session.hpp says.
    void open();
    // Makes the staging tables and the stages' contexts, in a session that has none yet. `reader` and
    // `catalog` must outlive them. `execution`: the cycle's id.
    void stage(odoo::Reader& reader, const staging::Catalog& catalog, const Plan& plan,
               const std::string& execution, const LastLook& look);
    // Releases the lock. Once all is recorded: what fails here changes nothing any more.
    void release();
    // Ends the session at once, and with it an open transaction, the lock and what was staged: open() and
    // stage() begin again. Where the connection is broken, the server may learn of it later.
    void end();
    // The processes of the sessions that were ended.
    [[nodiscard]] const std::vector<postgres::ServerProcess>& ended() const { return m_ended; }

    [[nodiscard]] bool is_open() const { return m_connection != nullptr && m_connection->is_alive(); }
    [[nodiscard]] postgres::Connection& connection() { return *m_connection; }
    // nullptr until stage(), and once the session was lost or has ended.
    [[nodiscard]] Contexts* contexts() { return m_contexts.get(); }
    // Sent so far, those of lost sessions too.
    [[nodiscard]] long long statements() const;

  private:
    const config::Config& m_config;
    const Limits& m_limits;
    const Log& m_log;
    std::unique_ptr<postgres::Connection> m_connection;
    std::unique_ptr<staging::Staging> m_staging;
    std::unique_ptr<Contexts> m_contexts;
    long long m_statements = 0;  // of earlier sessions
    std::vector<postgres::ServerProcess> m_ended;
};

}  // namespace ciclo
