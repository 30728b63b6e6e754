// How the points of a check are told, and what becomes of an error or of a side that does not answer. Not
// for: what is asked (check_database, check_odoo ...).
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "ciclo/check.hpp"
#include "config/config.hpp"
#include "postgres/connection.hpp"

namespace ciclo {

// What one point came to: an AVISO where it has a remedy.
struct Judged {
    language::Phrase sentence;
    language::Phrase remedy{};
};

// One of the two servers: how long a check bears with it, and what a cycle would end with where it does not
// answer.
struct Side {
    std::string_view name;
    ExitCode away;
    std::chrono::milliseconds patience;
    language::Text hint;
};

class Points {
  public:
    // `limits`: the whole program's; both must outlive this object.
    Points(const Limits& limits, const PointSink& sink) : m_limits(limits), m_sink(sink) {}

    void tell(const std::string& name, Judged judged);
    void fail(const std::string& name, const Error& error);
    void fail(const std::string& name, ExitCode code, language::Phrase sentence, language::Phrase remedy);

    // Runs one point and tells it. False when it failed: the error is told, or that `side` did not answer in
    // its time. Throws Interrupted and, when the whole program's time is over, Error(deadline).
    bool run(const std::string& name, const Side& side, const std::function<Judged()>& point);
    // The same, but what goes well is the caller's to tell.
    bool attempt(const std::string& name, const Side& side, const std::function<void()>& action);

  private:
    const Limits& m_limits;
    const PointSink& m_sink;
};

inline constexpr Side k_postgres{"PostgreSQL", ExitCode::database_unavailable, std::chrono::seconds{10},
                                 "is the server up, and reachable from here? check DATABASE_URL"_tr};

inline constexpr Side k_odoo{
    "Odoo", ExitCode::odoo_unavailable, CheckPatience().odoo,
    "is Odoo up, and reachable from here? check ODOO_URL; the next run makes up for this one"_tr};

// What is decided without asking anybody. `offset`: that clock less this machine's. `age`: absent for never.
// Memory is absent where the system does not tell it, or no cycle has.
Judged judge_clock(std::chrono::seconds offset);
Judged judge_tls(bool uses_tls, bool is_local, const std::string& version);
Judged judge_last_run(std::optional<std::chrono::seconds> age);
Judged judge_memory(std::optional<long long> free_kib, std::optional<long long> peak_kib);

// What the database knows of earlier cycles, for other points.
struct Known {
    std::optional<long long> peak_memory_kib;
};

// The parts, in their order. One that asks a server ends where that does not answer.
void check_configuration(Points& points, const config::Settings& settings);
void check_database(Points& points, const config::Config& config, const Limits& limits, const Log& log,
                    Known& known);
void check_past_cycles(Points& points, postgres::Connection& connection, const std::string& time_zone,
                       Known& known);
void check_odoo(Points& points, const config::Config& config, http::Transport& transport,
                const Limits& limits, const Log& log, const CheckPatience& patience);
void check_machine(Points& points, const Known& known);

}  // namespace ciclo
