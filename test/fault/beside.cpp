// What PostgreSQL refuses, and what people and other programs do while a cycle runs.
#include <fmt/core.h>

#include <csignal>
#include <thread>

#include "base/exit_code.hpp"
#include "faults.hpp"

namespace ciclo::test {
namespace {

using namespace std::chrono_literals;

struct SqlFault {
    const char* kind;
    const char* sqlstate;
    bool is_retried;  // for ever it would be until the deadline
};

constexpr SqlFault k_sql_faults[] = {{"disk full", "53100", false},
                                     {"out of memory", "53200", false},
                                     {"read-only", "25006", false},
                                     {"no right", "42501", false},
                                     {"serialization failure", "40001", true},
                                     {"deadlock", "40P01", true},
                                     {"lock timeout", "55P03", true},
                                     {"cancelled", "57014", false},
                                     {"constraint", "23514", false},
                                     {"out of range", "22003", false},
                                     {"internal error", "XX000", false},
                                     {"terminated", "57P01", false}};

constexpr const char* k_written[] = {"carteira_principal",
                                     "faturamento_produto",
                                     "relatorio_faturamento_importado",
                                     "separacao",
                                     "embarque_itens",
                                     "movimentacao_estoque",
                                     "inconsistencia_faturamento",
                                     "cadastro_palletizacao",
                                     "contatos_agendamento",
                                     "ciclo_execucao",
                                     "ciclo_etapa",
                                     "ciclo_nf",
                                     "ciclo_pedido",
                                     "ciclo_evento",
                                     "ciclo_leitura"};

// A sequence tells how often, also where the transaction is rolled back.
Failing at_table(const SqlFault& fault, const std::string& table, bool is_ever) {
    return {
        fmt::format("server: {} {}", fault.kind, is_ever ? "ever" : "once"),
        fmt::format("server {} {}: {}", fault.kind, is_ever ? "ever" : "once", table),
        [fault, table, is_ever](FaultBench& bench) {
            bench.execute(fmt::format(
                "CREATE SEQUENCE fault_happened;"
                "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                " IF nextval('fault_happened') = 1 THEN RAISE 'injected' USING ERRCODE = '{1}'; END IF;"
                " IF {0} THEN RAISE 'injected' USING ERRCODE = '{1}'; END IF;"
                " RETURN NULL; END$$;"
                "CREATE TRIGGER fault AFTER INSERT OR UPDATE OR DELETE ON {2} FOR EACH ROW EXECUTE FUNCTION "
                "fault()",
                is_ever, fault.sqlstate, table));
            return true;
        },
        [](FaultBench& bench) { return bench.value("SELECT is_called FROM fault_happened") == "t"; },
        {"--deadline", "10s"},
        {},
        [table](FaultBench& bench) {
            bench.execute("DROP TRIGGER fault ON " + table);
            return std::string();
        }};
}

Failing at_message(const char* kind, int number, std::function<void(FaultBench&)> action) {
    return {fmt::format("server: {}", kind),
            fmt::format("server {} at message {}", kind, number),
            [number, action = std::move(action)](FaultBench& bench) {
                bench.proxy.add({.text = "", .what = Break::none, .nth = number, .before = [&bench, action] {
                                     action(bench);
                                 }});
                return true;
            },
            [](FaultBench& bench) { return bench.proxy.fired() > 0; },
            {"--deadline", "20s"}};
}

// All sessions are cut, and for a moment none is let in.
void restart(FaultBench& bench) {
    bench.on_sessions("pg_terminate_backend");
    bench.proxy.break_all(Break::reset);
    bench.later(500ms, [&bench] { bench.proxy.mend(); });
}

void use_up_connections(FaultBench& bench) {
    const auto limit = [&bench](int connections) {
        Session admin(bench.database.admin_url());
        admin.execute(
            fmt::format("ALTER DATABASE {} CONNECTION LIMIT {}", bench.database.name(), connections));
    };
    limit(0);
    bench.on_sessions("pg_terminate_backend");
    bench.later(500ms, [limit] { limit(-1); });
}

// As a page of the application does that saves a lot of rows.
void lock_tables(FaultBench& bench) {
    auto application = std::make_shared<Session>(bench.database.url());
    application->execute("BEGIN");
    application->execute("SET LOCAL lock_timeout = '100ms'");
    try {
        application->execute(
            "LOCK TABLE carteira_principal, separacao, faturamento_produto, embarque_itens IN EXCLUSIVE "
            "MODE");
    } catch (const Error&) {
        application->execute("ROLLBACK");  // the cycle is writing: its rows were there first
    }
    bench.later(400ms, [application] { application->execute("ROLLBACK"); });
}

void save_as_people(FaultBench& bench, const std::string& patience) {
    Session application(bench.database.url());
    application.connection.execute_script(
        "SET lock_timeout = '" + patience +
        "';"
        "UPDATE carteira_principal SET expedicao = '2026-12-24';"
        "UPDATE separacao SET protocolo = 'P-77', agendamento = '2026-12-25'");
}

// Rows that the cycle is writing are theirs once it goes on, which it does after this.
void write_as_people(FaultBench& bench) {
    try {
        save_as_people(bench, "100ms");
    } catch (const Error&) {
        bench.later(0ms, [&bench] { save_as_people(bench, "20s"); });
    }
}

// What they wrote stands, and is taken back for the comparison.
std::string people_undone(FaultBench& bench) {
    bench.wait_for_later();
    const auto kept = bench.value("SELECT count(*) FROM separacao WHERE protocolo = 'P-77'") ==
                      bench.value("SELECT count(*) FROM separacao");
    bench.execute(
        "UPDATE carteira_principal SET expedicao = NULL; UPDATE separacao SET protocolo = NULL, agendamento "
        "= "
        "NULL");
    return kept ? "" : "what people wrote meanwhile is gone\n";
}

bool is_fine_beside_others(int status) {
    return status == 0 || status == number_of(ExitCode::already_running);
}

Failing overlap(int count, const std::string& wait) {
    const auto statuses = std::make_shared<std::vector<int>>();
    return {
        "overlap",
        fmt::format("overlap of {} cycles, --lock-wait {}", count, wait),
        [](FaultBench&) { return true; },
        [statuses, count](FaultBench&) { return statuses->size() + 1 == static_cast<std::size_t>(count); },
        {},
        [statuses, count, wait](FaultBench& bench) {
            std::vector<std::unique_ptr<Program>> programs;
            for (int i = 0; i < count; ++i) programs.push_back(bench.start_program({"--lock-wait", wait}));
            Outcome odd;
            for (auto& program : programs) {
                const auto outcome = program->wait(60s);
                if (program != programs.back()) statuses->push_back(outcome.status);
                if (program == programs.front() || !is_fine_beside_others(outcome.status)) odd = outcome;
            }
            return odd;
        },
        {},
        [statuses](FaultBench& bench, const Outcome& outcome) {
            if (!is_fine_beside_others(outcome.status)) return fmt::format("ends with {}\n", outcome.status);
            const auto good = bench.value("SELECT count(*) FROM ciclo_execucao WHERE outcome = 'ok'");
            return good == "0" ? std::string("none of them did the work\n") : std::string();
        }};
}

}  // namespace

void add_faults_of_the_server(const Extent& extent, std::vector<Failing>& all) {
    for (const auto& fault : k_sql_faults) {
        for (const auto* table : k_written) {
            all.push_back(at_table(fault, table, false));
            if (!fault.is_retried) all.push_back(at_table(fault, table, true));
        }
    }
    for (int number = 1; number <= extent.messages; number += 4) {
        all.push_back(at_message("restart", number, restart));
        all.push_back(at_message("connections used up", number + 1, use_up_connections));
        all.push_back(at_message("tables locked", number + 2, lock_tables));
    }
}

void add_what_goes_on_beside(const Extent& extent, std::vector<Failing>& all) {
    for (int number = 1; number <= extent.messages; number += 3) {
        auto fault = at_message("people write", number, write_as_people);
        fault.kind = "people write";
        fault.undo = people_undone;
        all.push_back(std::move(fault));
    }
    for (const auto* wait : {"0s", "1s", "60s"}) all.push_back(overlap(20, wait));
}

}  // namespace ciclo::test
