// What the journal has of past cycles, and how old the last good run of each stage is.
#include <catch2/catch.hpp>

#include "ciclo/at_work.hpp"
#include "ciclo/freshness.hpp"
#include "ciclo/history.hpp"
#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "schema/schema.hpp"

using namespace ciclo;
using namespace ciclo::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* k_zone = "America/Sao_Paulo";
constexpr const char* k_lock = "SELECT pg_advisory_lock(hashtext('ciclo'), hashtext(current_schema()))";

// Three cycles: an ok one, one that failed in the carteira, and one without an end.
struct Journal {
    Journal() : session(database.url()) {
        schema::apply(session.connection);
        session.connection.execute_script(
            "INSERT INTO ciclo_execucao (id, started_at, finished_at, outcome, exit_code, version, "
            "odoo_version, host,"
            " arguments, counts, error) VALUES"
            " ('00000000-0000-4000-8000-000000000001', '2026-11-24 12:00+00', '2026-11-24 12:00:01.5+00', "
            "'ok', 0, '0.1',"
            "  '17.0', 'a', 'run', '{\"ms\": 1500}', NULL),"
            " ('00000000-0000-4000-8000-000000000002', '2026-11-24 13:00+00', '2026-11-24 13:00:02+00',"
            "  'carteira_failed', 12, '0.1', NULL, 'b', 'run --full=true', NULL, 'carteira: broken'),"
            " ('00000000-0000-4000-8000-000000000003', now(), NULL, NULL, NULL, '0.1', NULL, 'c', 'run', "
            "NULL, NULL);"
            "INSERT INTO ciclo_etapa (execution, stage, read_from, read_to, full_load, started_at, "
            "finished_at, outcome,"
            " counts, details, error) VALUES"
            " ('00000000-0000-4000-8000-000000000001', 'carteira', '2026-11-24 11:20', '2026-11-24 12:00', "
            "true,"
            "  '2026-11-24 12:00:01+00', '2026-11-24 12:00:01.25+00', 'ok', '{\"inserted\": 18}',"
            "  '[{\"check\": \"saldo_negativo\", \"level\": \"AVISO\", \"count\": 1, \"examples\": \"VCD1\"},"
            "    {\"kind\": \"SEM_LOTE\", \"count\": 3, \"examples\": \"NF 1\"}]', NULL),"
            " ('00000000-0000-4000-8000-000000000001', 'faturamento', NULL, NULL, false, '2026-11-24 "
            "12:00+00',"
            "  '2026-11-24 12:00:00.5+00', 'ok', NULL, NULL, NULL),"
            " ('00000000-0000-4000-8000-000000000002', 'faturamento', now() - interval '70 min', "
            "now() - interval '30 min', false, now() - interval '30 min',"
            "  now() - interval '29 min', 'ok', '{\"new\": 3}', NULL, NULL),"
            " ('00000000-0000-4000-8000-000000000002', 'carteira', NULL, NULL, false, now(), now(), 'failed',"
            "  NULL, NULL, 'carteira: broken')");
    }

    std::vector<CycleRecord> read(int last, bool failed_only = false) {
        return read_history(session.connection, k_zone, last, failed_only);
    }

    Database database;
    Session session;
};

}  // namespace

TEST_CASE("the past cycles come oldest first, with everything that the journal has of them", "[postgres]") {
    Journal journal;
    const auto cycles = journal.read(20);
    REQUIRE(cycles.size() == 3);
    const auto& first = cycles.at(0);
    CHECK(first.id == "00000000-0000-4000-8000-000000000001");
    CHECK(first.ended_well());
    CHECK(to_odoo(first.started_at) == "2026-11-24 12:00:00");
    CHECK(first.local_started == "2026-11-24 09:00:00");
    CHECK(to_odoo(first.finished_at.value()) == "2026-11-24 12:00:01");
    CHECK(first.taken.value() == 1500ms);
    CHECK(first.exit_code.value() == 0);
    CHECK(first.odoo_version == "17.0");
    CHECK(first.counts.get("ms") == 1500);
    REQUIRE(first.stages.size() == 2);
    CHECK(first.stages.at(0).stage == "faturamento");
    CHECK_FALSE(first.stages.at(0).read_from);
    const auto& carteira = first.stages.at(1);
    CHECK(carteira.full_load);
    CHECK(to_odoo(carteira.read_from.value()) == "2026-11-24 11:20:00");
    CHECK(carteira.taken == 250ms);
    CHECK(carteira.counts.get("inserted") == 18);
    CHECK(carteira.findings.size() == 2);
    const auto& second = cycles.at(1);
    CHECK(second.outcome == "carteira_failed");
    CHECK(second.arguments == "run --full=true");
    CHECK(second.error == "carteira: broken");
    CHECK(second.stages.at(1).error == "carteira: broken");
}

TEST_CASE("of the past cycles the last ones can be had, or those that did not end with ok", "[postgres]") {
    Journal journal;
    REQUIRE(journal.read(1).size() == 1);
    CHECK(journal.read(1).front().host == "c");
    CHECK(journal.read(2).front().host == "b");
    const auto failed = journal.read(20, true);
    REQUIRE(failed.size() == 2);
    CHECK(failed.at(0).host == "b");
    CHECK(failed.at(1).was_killed());
    CHECK(journal.read(1, true).front().host == "c");
}

TEST_CASE("a cycle without an end is running while an older session holds the lock, else it was killed",
          "[postgres]") {
    Journal journal;
    CHECK_FALSE(cycle_at_work(journal.session.connection, k_zone));
    CHECK(journal.read(1).front().was_killed());
    Session holder(journal.database.url());
    holder.execute(k_lock);
    // A dry run: younger than the cycle, and without a row of its own.
    const auto dry_run = cycle_at_work(journal.session.connection, k_zone).value();
    CHECK(dry_run.execution.empty());
    CHECK(dry_run.since);
    CHECK(std::to_string(dry_run.session) == holder.value("SELECT pg_backend_pid()"));
    CHECK(journal.read(1).front().was_killed());
    holder.execute("UPDATE ciclo_execucao SET started_at = now() WHERE finished_at IS NULL");
    const auto cycle = cycle_at_work(journal.session.connection, k_zone).value();
    CHECK(cycle.execution == "00000000-0000-4000-8000-000000000003");
    CHECK(cycle.host == "c");
    const auto running = journal.read(1).front();
    CHECK(running.is_running);
    CHECK(running.taken.value() < 1min);
    CHECK(journal.read(20, true).size() == 1);
}

TEST_CASE("a stage is stale when its last good run is older than allowed, or when it never had one",
          "[postgres]") {
    Journal journal;
    const auto fresh = read_freshness(journal.session.connection, k_zone, 45min);
    REQUIRE(fresh.stages.size() == 4);
    const auto& faturamento = fresh.stages.at(0);
    CHECK(faturamento.stage == "faturamento");
    CHECK(faturamento.age >= 29min);
    CHECK(faturamento.age < 31min);
    CHECK_FALSE(faturamento.is_stale);
    CHECK(faturamento.counts.get("new") == 3);
    CHECK(std::to_string(fresh.now.time_since_epoch().count()).size() == 10);
    const auto& carteira = fresh.stages.at(3);
    CHECK(carteira.local_last_good == "2026-11-24 09:00");
    CHECK(to_odoo(carteira.last_good.value()) == "2026-11-24 12:00:01");
    const auto& integridade = fresh.stages.at(1);
    CHECK_FALSE(integridade.last_good);
    CHECK(integridade.local_last_good.empty());
    CHECK(integridade.is_stale);
    CHECK(read_freshness(journal.session.connection, k_zone, 10min).stages.at(0).is_stale);
}

TEST_CASE("ciclo_saude has the stages of 'ciclo status' in its order, as old and as late as it finds them",
          "[postgres]") {
    Journal journal;
    journal.session.execute(
        "UPDATE ciclo_etapa SET finished_at = now() + interval '1 hour' WHERE stage = 'faturado'");
    for (const auto max_age : {10min, 28min, 30min, 31min, 45min, 600'000min}) {
        journal.session.execute(
            "UPDATE ciclo_execucao SET max_age_seconds = $1 WHERE outcome = 'carteira_failed'",
            {std::to_string(std::chrono::seconds{max_age}.count())});
        const auto status = read_freshness(journal.session.connection, k_zone, max_age);
        const auto view = journal.session.execute(
            "SELECT stage, to_char(last_good AT TIME ZONE 'America/Sao_Paulo', 'YYYY-MM-DD HH24:MI'),"
            " late, outcome FROM ciclo_saude");
        REQUIRE(view.rows() == static_cast<int>(status.stages.size()));
        for (int row = 0; row < view.rows(); ++row) {
            const auto& stage = status.stages.at(static_cast<std::size_t>(row));
            INFO(stage.stage << " " << max_age.count());
            CHECK(view.text(row, 0) == stage.stage);
            CHECK(view.text(row, 1) == stage.local_last_good);
            CHECK(view.boolean(row, 2) == stage.is_stale);
            CHECK(view.text(row, 3) == "carteira_failed");
        }
    }
    // As an earlier version left it: 45 minutes, the default of --max-age.
    journal.session.execute("UPDATE ciclo_execucao SET max_age_seconds = NULL");
    CHECK(journal.session.value("SELECT late FROM ciclo_saude WHERE stage = 'faturamento'") == "f");
    journal.session.execute("UPDATE ciclo_etapa SET finished_at = now() - interval '46 min'");
    CHECK(journal.session.value("SELECT late FROM ciclo_saude WHERE stage = 'faturamento'") == "t");
    journal.session.execute("DELETE FROM ciclo_execucao");
    CHECK(journal.session.value("SELECT count(*) FROM ciclo_saude WHERE late AND age IS NULL") == "4");
}

TEST_CASE("a good run of a later time than now is none: nobody knows when it was", "[postgres]") {
    Journal journal;
    const auto faturamento = [&](const char* finished_at) {
        journal.session.execute(std::string("UPDATE ciclo_etapa SET finished_at = now() + interval '") +
                                finished_at + "' WHERE stage = 'faturamento'");
        CHECK(journal.session.value("SELECT late FROM ciclo_saude WHERE stage = 'faturamento'") ==
              (std::string(finished_at) == "30 seconds" ? "f" : "t"));
        return read_freshness(journal.session.connection, k_zone, 45min).stages.at(0);
    };
    CHECK(faturamento("30 seconds").age == 0s);  // a clock that was set back a little
    CHECK(faturamento("1 hour").is_stale);
    CHECK_FALSE(faturamento("3 days").last_good);
}

TEST_CASE("without the journal's tables there is none, and without the application's it is another database",
          "[postgres]") {
    Journal journal;
    CHECK(has_journal(journal.session.connection));
    journal.session.execute("DROP TABLE ciclo_etapa CASCADE");
    CHECK_FALSE(has_journal(journal.session.connection));
    CHECK(error_of<Error>([&] { check_journal(journal.session.connection); }).kind() == ErrorKind::config);
    journal.session.execute("DROP TABLE carteira_principal");
    const auto error = error_of<Error>([&] { has_journal(journal.session.connection); });
    CHECK(error.kind() == ErrorKind::config);
    CHECK_THAT(error.what(), Catch::Matchers::EndsWith("missing: carteira_principal"));
}
