// ciclo_execucao and ciclo_etapa: what a cycle did, and where the next one has to read from.
// Not for: deciding anything (cycle, window).
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/exit_code.hpp"
#include "base/time.hpp"
#include "odoo/client.hpp"
#include "postgres/connection.hpp"
#include "staging/stage.hpp"

namespace ciclo {

struct LastGood {
    UtcSeconds read_to;
    std::string fingerprint;
};

// As of some time. `run`: the last one that did not read up to a later time than that.
struct PastGood {
    std::optional<LastGood> run;
    bool is_ahead = false;  // the newest one did: a clock was wrong when it ran
};

class Journal {
  public:
    // `execution`: the cycle's uuid.
    explicit Journal(std::string execution) : m_execution(std::move(execution)) {}

    [[nodiscard]] const std::string& execution() const { return m_execution; }

    // `max_age`: older than that a stage is late (ciclo_saude).
    void start(postgres::Connection& connection, const std::string& arguments,
               std::chrono::seconds max_age) const;
    // `offset`: Odoo's clock less this machine's.
    void note_odoo(postgres::Connection& connection, const std::string& version, std::chrono::seconds offset,
                   const std::string& fingerprint) const;
    // A window of kind selection is stored as NULL: no later cycle reads from there, and it is no good run.
    // Inside the stage's transaction. `details`: a JSON array, "" for none.
    void stage_done(postgres::Connection& connection, std::string_view stage, const staging::Window& window,
                    std::chrono::milliseconds taken, const staging::Counts& counts,
                    const std::string& details) const;
    void stage_failed(postgres::Connection& connection, std::string_view stage, const staging::Window& window,
                      std::chrono::milliseconds taken, const std::string& error,
                      const std::string& details) const;
    // Of a stage that is committed: what was found after it. `details` as in stage_done().
    void note_details(postgres::Connection& connection, std::string_view stage,
                      const std::string& details) const;
    [[nodiscard]] bool stage_found(postgres::Connection& connection, std::string_view stage) const;
    void finish(postgres::Connection& connection, ExitCode code, const staging::Counts& counts,
                const std::string& error) const;

    static PastGood last_good(postgres::Connection& connection, std::string_view stage, UtcSeconds now);
    // When the last cycle ended well, by the database's clock.
    static std::optional<UtcSeconds> last_success(postgres::Connection& connection);

  private:
    std::string m_execution;
};

// A random uuid (RFC 9562, version 4).
std::string new_uuid();
std::string host_name();

// A fingerprint of everything that shapes what is read: which Odoo, filters, prefixes, fields and their
// types.
std::string reading_fingerprint(const config::Config& config, const staging::Catalog& catalog,
                                const std::string& odoo);

}  // namespace ciclo
