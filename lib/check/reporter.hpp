// How the points of a check are reported, and what becomes of an error or of an endpoint that does not
// answer. Not for: the questions (check_database, check_odoo ...).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "check/check.hpp"
#include "ciclo/identity.hpp"
#include "config/config.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// What one point came to: with a remedy an AVISO, or a failure where it has a code.
struct CheckResult {
    language::Phrase sentence;
    language::Phrase remedy{};
    ExitCode code = ExitCode::ok;
};

// One of the two servers: how long a check waits for it, and what a cycle would end with where it does not
// answer.
struct Endpoint {
    std::string_view name;
    ExitCode away;
    std::chrono::milliseconds timeout;
    language::Text hint;
};

class CheckReporter {
  public:
    // `limits`: the whole program's; both must outlive this object.
    CheckReporter(const Limits& limits, const PointSink& sink) : m_limits(limits), m_sink(sink) {}

    void report(const std::string& name, CheckResult result);
    void fail(const std::string& name, const Error& error);
    void fail(const std::string& name, ExitCode code, language::Phrase sentence, language::Phrase remedy);

    // Runs one point and reports it. False when it failed: the error is reported, or that `endpoint` did not
    // answer in its time. Throws Interrupted and, when the whole program's deadline has passed,
    // Error(deadline).
    bool run(const std::string& name, const Endpoint& endpoint, const std::function<CheckResult()>& point);
    // The same, but the caller reports success.
    bool attempt(const std::string& name, const Endpoint& endpoint, const std::function<void()>& action);

  private:
    const Limits& m_limits;
    const PointSink& m_sink;
};

inline constexpr Endpoint k_postgres{"PostgreSQL", ExitCode::database_unavailable, std::chrono::seconds{10},
                                     "is the server up, and reachable from here? check DATABASE_URL"_tr};

inline constexpr Endpoint k_odoo{
    "Odoo", ExitCode::odoo_unavailable, CheckTimeouts().odoo,
    "is Odoo up, and reachable from here? check ODOO_URL; the next run will catch up"_tr};

// What is decided without a server. `offset`: that clock less this machine's. `age`: absent for never. Memory
// is absent where the system does not give it, or no cycle has.
CheckResult judge_clock(std::chrono::seconds offset);
// `sslmode`: libpq's; verify-ca and verify-full make sure which server answers.
CheckResult judge_tls(bool uses_tls, bool is_local, const std::string& version, std::string_view sslmode);
CheckResult judge_last_run(std::optional<std::chrono::seconds> age);
// Whether a cycle can replace the file at `path`, which is not "".
CheckResult judge_metrics_file(const std::string& path);
CheckResult judge_memory(std::optional<long long> free_kib, std::optional<long long> peak_kib);

using KnownPedidos = std::set<std::string>;

// What the database knows of earlier cycles, for other reporter.
struct JournalFacts {
    std::optional<long long> peak_memory_kib;
    std::optional<KnownPedidos> pedidos;  // the names of those that are here; absent where it cannot say
    Recognisable to_recognise;            // empty where there is no doubt which Odoo this is
};

// The parts, in their order. One that asks a server ends where that does not answer.
void check_configuration(CheckReporter& reporter, const config::Settings& settings);
void check_database(CheckReporter& reporter, const config::Config& config, const Limits& limits,
                    const Log& log, JournalFacts& journal);
void check_past_cycles(CheckReporter& reporter, postgres::Connection& connection,
                       const std::string& time_zone, JournalFacts& journal);
void check_other_writers(CheckReporter& reporter, postgres::Connection& connection,
                         const std::string& time_zone);
void check_odoo(CheckReporter& reporter, const config::Config& config, http::Transport& transport,
                const Limits& limits, const Log& log, const CheckTimeouts& timeouts,
                const JournalFacts& journal);
void check_machine(CheckReporter& reporter, const config::Config& config, const JournalFacts& journal);

}  // namespace ciclo
