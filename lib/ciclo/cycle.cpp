#include "ciclo/cycle.hpp"

#include <sys/resource.h>

#include "base/stopwatch.hpp"
#include "ciclo/apply.hpp"
#include "ciclo/cycle_session.hpp"
#include "ciclo/dry_run.hpp"
#include "ciclo/failure_record.hpp"
#include "ciclo/filters.hpp"
#include "ciclo/journal.hpp"
#include "ciclo/notices.hpp"
#include "ciclo/odoo_side.hpp"
#include "ciclo/outcome.hpp"
#include "ciclo/plan.hpp"
#include "ciclo/rejects.hpp"
#include "ciclo/selection.hpp"
#include "ciclo/session.hpp"
#include "ciclo/sql.hpp"
#include "ciclo/stage_progress.hpp"
#include "ciclo/stages.hpp"
#include "ciclo/statistics.hpp"
#include "ciclo/views.hpp"
#include "postgres/transaction.hpp"

namespace ciclo {
namespace {

using std::chrono::milliseconds;

// A lost session: the stages are run again from the first one, which finds its own work done.
constexpr int k_session_attempts = 3;
constexpr milliseconds k_session_pause{300};

// Odoo offers JSON-2, which takes keys only; JSON-RPC goes with Odoo 22.
Notice password_notice() {
    return {"SENHA_EM_VEZ_DE_CHAVE", 1,
            "ODOO_API_KEY é uma senha, que só o JSON-RPC aceita, e ele acaba com o Odoo 22; "
            "crie uma chave de API para o usuário (lib/odoo/README.md)"};
}

long long peak_memory_kib() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

class Cycle {
  public:
    Cycle(const CycleOptions& options, http::Transport& transport, const Limits& limits, const Log& log)
        : m_options(options),
          m_config(options.config),
          m_limits(limits),
          m_log(log),
          m_odoo(options.config, transport, limits, log),
          m_journal(options.execution.empty() ? new_uuid() : options.execution),
          m_session(options.config, limits, log),
          m_progress(m_report.stages, log) {
        m_report.execution = m_journal.execution();
        m_report.is_selection = m_config.has_selection();
        if (m_config.dry_run) m_report.dry_run.emplace();
    }

    CycleReport run();

  private:
    void preflight();
    void make_plan_of_reading();
    Clocks read_clocks(const odoo::ServerInfo& server);
    void prove_visibility();
    void run_stages();
    void run_stage(const Stage& stage);
    void commit_stage(const Stage& stage, const staging::Counts& read_counts);
    void run_all();
    void run_dry();
    bool survives(const Stage& stage, const Error& error, int attempt);
    bool learns_fields(const Error& error);
    void look_up_pending();
    void end_badly(const Error& error);
    void finish();
    void note_views();
    void refresh_after_failure();
    void conclude_dry_run();
    void register_outcome();
    void remember_what_was_seen();
    void fail(const Error& error);
    void record_failure();
    void add_totals();

    const CycleOptions& m_options;
    const config::Config& m_config;
    const Limits& m_limits;
    const Log& m_log;
    OdooSide m_odoo;
    Journal m_journal;
    CycleReport m_report;
    Stopwatch m_watch;

    CycleSession m_session;
    StageProgress m_progress;
    Plan m_plan;
    LastLook m_look;
    Clocks m_clocks{};
    std::optional<RefreshedViews> m_views;
    bool m_started = false;     // in the journal, which has no dry runs
    bool m_is_refused = false;  // by a database that could be reached, before the journal
};

CycleReport Cycle::run() {
    try {
        preflight();
        run_stages();
        finish();
        m_session.release();
    } catch (const Error& error) {
        end_badly(error);
    } catch (const std::bad_alloc&) {
        end_badly(out_of_memory(""));
    } catch (const std::exception& error) {
        end_badly(Error(ErrorKind::internal, error.what()));
    }
    return m_report;
}

void Cycle::end_badly(const Error& error) {
    m_is_refused = !m_started && m_session.is_open() &&
                   (error.kind() == ErrorKind::config || error.kind() == ErrorKind::auth);
    look_up_pending();
    fail(error);
    refresh_after_failure();
    record_failure();
}

void Cycle::preflight() {
    m_session.open();
    std::vector<LogField> fields{{"execution", m_journal.execution()},
                                 {"database", m_session.connection().describe()}};
    if (m_config.dry_run) {
        fields.emplace_back("dry_run", "true");
    } else {
        m_journal.start(m_session.connection(), m_options.arguments, m_config.max_age);
        m_started = true;
        if (!m_config.metrics_file.empty())
            m_report.last_success = Journal::last_success(m_session.connection());
    }
    m_odoo.recall(m_session.connection());
    fields.emplace_back("odoo_api", std::string(m_odoo.expected_api()));
    m_log.info("start", fields);
    const auto server = m_odoo.begin();
    m_clocks = read_clocks(server);
    m_report.odoo_version = server.version;
    m_odoo.know_fields(m_session.connection());
    make_plan_of_reading();
    // A full load looks at everything anew.
    if (m_odoo.are_fields_remembered() && (m_plan.faturamento.full || m_plan.carteira.full)) {
        m_odoo.ask_for_fields();
        make_plan_of_reading();
    }
    for (const auto& missing : m_odoo.catalog().missing_optional()) {
        m_log.info("optional and missing in Odoo: treated as empty", {{"name", missing}});
    }
    // Changed filters make a full load: a regular cycle's were known to Odoo once.
    if (!m_plan.carteira.full) return;
    require_known_kinds(m_odoo.reader(), m_odoo.catalog(), m_config);
    require_known_prefixes(m_odoo.reader(), m_config);
}

// What is read depends on the fields that there are.
void Cycle::make_plan_of_reading() {
    auto& connection = m_session.connection();
    const auto fingerprint = m_odoo.fingerprint();
    if (m_started) {
        m_odoo.remember(connection);
        m_journal.note_odoo(connection, m_report.odoo_version, m_clocks.odoo - m_clocks.machine, fingerprint);
    }
    m_plan = make_plan(connection, m_config, earliest(m_clocks), fingerprint);
    if (auto notice = disagreement(m_clocks)) m_plan.notices.push_back(std::move(*notice));
    if (m_odoo.client().has_password()) m_plan.notices.push_back(password_notice());
}

// Once: what a cycle reads up to must not move while it reads.
Clocks Cycle::read_clocks(const odoo::ServerInfo& server) {
    const OtherClocks real;
    const auto& others = m_options.clocks == nullptr ? real : *m_options.clocks;
    return {server.now, others.machine(), others.database(m_session.connection())};
}

// A session that is lost takes the staged records with it: the stages begin again, on a new one. What was
// committed is found done, and the journal's rows stay as they are.
void Cycle::run_stages() {
    for (int attempt = 1;; ++attempt) {
        try {
            if (!m_session.is_open()) m_session.open();
            m_progress.resolve(m_journal, m_session.connection());
            m_look = recall_look(m_session.connection(), m_config, m_odoo.fingerprint(), m_plan.carteira);
            m_report.looked_at_all = !m_look.is_good;
            if (m_look.is_good)
                m_log.debug("nobody has written the application's tables since the last look");
            m_session.stage(m_odoo.reader(), m_odoo.catalog(), m_plan, m_journal.execution(), m_look);
            run_all();
            m_progress.begin(nullptr);
            return;
        } catch (const Error& error) {
            if (m_progress.current() == nullptr) throw;
            if (learns_fields(error)) continue;
            if (!survives(*m_progress.current(), error, attempt)) throw;
            m_log.warning("session lost; starting again from the first stage", {{"reason", error.what()}});
            m_limits.sleep(k_session_pause * attempt);
        }
    }
}

// Fields that an earlier cycle found may have changed since: asked again once, and the stages begin again.
bool Cycle::learns_fields(const Error& error) {
    const auto* odoo_error = dynamic_cast<const odoo::RpcError*>(&error);
    if (!m_odoo.are_fields_remembered() || odoo_error == nullptr || !odoo_error->doubts_fields())
        return false;
    m_log.info("asking Odoo again which fields it has", {{"reason", error.what()}});
    m_progress.begin(nullptr);
    m_odoo.ask_for_fields();
    make_plan_of_reading();
    m_session.end();
    return true;
}

bool Cycle::survives(const Stage& stage, const Error& error, int attempt) {
    const auto* sql_error = dynamic_cast<const postgres::SqlError*>(&error);
    const bool lost =
        error.kind() == ErrorKind::outcome_unknown || (sql_error != nullptr && sql_error->connection_lost());
    if (!lost || attempt >= k_session_attempts) return false;
    m_session.end();
    m_log.debug("lost during stage", {{"stage", stage.name}});
    return true;
}

// Before any stage writes: what Odoo hides from the user must not be taken for gone by one of them.
void Cycle::prove_visibility() {
    for (const auto& stage : stages()) {
        if (stage.prove == nullptr) continue;
        m_progress.begin(&stage);
        stage.prove(*m_session.contexts());
    }
}

void Cycle::run_all() {
    prove_visibility();
    if (m_config.dry_run) return run_dry();
    renew_statistics(m_session.connection(), m_log);
    for (const auto& stage : stages()) {
        run_stage(stage);
        if (stage.reads != nullptr && (m_session.contexts()->*stage.reads).may_have_read())
            renew_statistics(m_session.connection(), m_log);
    }
}

void Cycle::run_dry() {
    DryRun dry_run(*m_session.contexts(), m_limits, m_report.stages,
                   [this](const Stage* stage) { m_progress.begin(stage); });
    m_report.dry_run = dry_run.run(m_options.rows, m_report.is_selection ? m_report.execution : "");
}

void Cycle::run_stage(const Stage& stage) {
    m_progress.begin(&stage);
    staging::Counts read_counts;
    if (stage.read != nullptr) read_counts = stage.read(*m_session.contexts());
    run_repeatedly(stage.name, m_limits, m_log, [&] { commit_stage(stage, read_counts); });
}

void Cycle::commit_stage(const Stage& stage, const staging::Counts& read_counts) {
    postgres::Transaction transaction(m_session.connection(), sql::stage_lock);
    auto report = apply_stage(stage, *m_session.contexts(), read_counts);
    report.taken = m_progress.elapsed();
    m_journal.stage_done(m_session.connection(), stage.name, (m_session.contexts()->*stage.writes).window,
                         report.taken, report.counts, details_json(report));
    m_progress.commit(transaction, std::move(report));
}

// What became of a COMMIT in doubt, where the stages do not begin again. Under the lock, which the lost
// session holds until its COMMIT is through.
void Cycle::look_up_pending() {
    if (!m_progress.is_in_doubt()) return;
    m_session.end();
    const auto limits = limits_of_record(m_limits);
    try {
        auto connection = connect(m_config, limits, m_log);
        take_lock(connection, m_config, m_session.ended());
        m_progress.resolve(m_journal, connection);
    } catch (const Error& error) {
        m_log.warning("the outcome of a COMMIT cannot be verified", {{"reason", error.what()}});
    }
}

void Cycle::add_totals() {
    const auto& traffic = m_odoo.client().traffic();
    m_report.totals = {};
    m_report.totals.add("ms", m_watch.elapsed().count());
    m_report.totals.add("requests", traffic.requests);
    m_report.totals.add("rounds", traffic.rounds);
    m_report.totals.add("bytes", traffic.bytes);
    m_report.totals.add("retries", traffic.retries);
    m_report.totals.add("statements", m_session.statements());
    if (m_views) m_views->add_to(m_report.totals);
    m_report.totals.add("peak_memory_kib", peak_memory_kib());
}

// Everything is committed by now: whatever goes wrong here leaves only the record of it in doubt. (A view
// that stays as it was is an AVISO, whatever the reason; a refresh may have cost the session.)
void Cycle::finish() {
    if (m_config.dry_run) return conclude_dry_run();
    m_views = refresh_views(m_session.connection(), m_config, m_limits, m_log);
    try {
        if (!m_session.is_open()) {
            m_session.end();
            m_session.open();
        }
        note_views();
        if (m_views && m_views->notice)
            m_journal.note_details(m_session.connection(), m_report.stages.back().name,
                                   details_json(m_report.stages.back()));
        register_outcome();
    } catch (const postgres::SqlError& error) {
        throw Error(
            ErrorKind::outcome_unknown,
            std::string("all stages are committed, but the outcome could not be recorded: ") + error.what());
    }
}

// With the notices of the last stage.
void Cycle::note_views() {
    if (m_views && m_views->notice) m_report.stages.back().notices.push_back(*m_views->notice);
}

// What the stages before the failed one committed is shown all the same. Whatever stops a refresh: the
// cycle's outcome is that of its stage.
void Cycle::refresh_after_failure() {
    if (m_config.dry_run || m_config.refresh_views.empty() || !m_progress.is_any_committed() ||
        m_progress.current() == nullptr || m_report.code != m_progress.failed_stage().failure)
        return;
    try {
        auto connection = connect(m_config, m_limits, m_log);
        m_views = refresh_views(connection, m_config, m_limits, m_log);
    } catch (const Error& error) {
        m_log.warning("materialised views not refreshed", {{"reason", error.what()}});
    }
    note_views();
    add_totals();
}

void Cycle::conclude_dry_run() {
    for (const auto& stage : m_report.stages) log_stage(m_log, stage);
    add_totals();
    if (m_report.dry_run->is_pending() && m_config.detailed_exitcode)
        m_report.code = ExitCode::changes_pending;
}

void Cycle::register_outcome() {
    // Those of other records are no matter of a selection.
    const auto rejects =
        count_rejects(m_session.connection(), m_report.is_selection ? m_report.execution : "");
    m_odoo.remember(m_session.connection());
    remember_what_was_seen();
    m_session.connection().execute(sql::prune, {std::to_string(m_config.journal_days)});
    add_totals();
    m_report.totals.add("rejects", rejects.counting);
    m_report.totals.add("rejects_accepted", rejects.accepted);
    say_rejects(m_report, rejects);
    m_journal.finish(m_session.connection(), m_report.code, m_report.totals, journal_error(m_report));
}

void Cycle::remember_what_was_seen() {
    const auto* contexts = m_session.contexts();
    const bool are_proved =
        contexts != nullptr && contexts->carteira.live.are_all_known && !contexts->carteira.live.some_differ;
    remember_look(m_session.connection(), m_config, m_look, m_report.stages, m_plan.notices,
                  are_proved ? &contexts->carteira.live.ids : nullptr);
}

void Cycle::fail(const Error& error) {
    // A refused login is no stage's failure, although a remembered user's shows with the first call of one.
    if (error.kind() == ErrorKind::auth && !m_odoo.client().is_accepted()) m_progress.begin(nullptr);
    say_failure(m_report, error, m_progress.failure());
    if (m_progress.current() != nullptr) {
        StageReport report;
        if (m_progress.current() == &stages().front()) report.notices = m_plan.notices;
        if (m_session.contexts() != nullptr) report.findings = m_session.contexts()->findings;
        m_progress.fail(std::move(report));
    }
    add_totals();
    // The failed session, and with it an open transaction and the lock, end here at the latest.
    m_session.end();
}

void Cycle::record_failure() {
    const auto limits = limits_of_record(m_limits);
    if (m_is_refused && !m_config.dry_run && !m_report.is_selection)
        record_refusal(m_config, m_journal.execution(), m_options.arguments, m_report.code,
                       journal_error(m_report), limits, m_log);
    if (m_started)
        ciclo::record_failure(m_config, {m_journal, m_report, m_progress, m_plan, m_session.ended()}, limits,
                              m_log);
}

}  // namespace

CycleReport run_cycle(const CycleOptions& options, http::Transport& transport, const Limits& limits,
                      const Log& log) {
    auto report = Cycle(options, transport, limits, log).run();
    explain(report);
    return report;
}

}  // namespace ciclo
