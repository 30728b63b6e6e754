// A network and a server that fail at the worst moment: how fast the program ends, and whether what it says
// of the database is true.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "cluster/cluster.hpp"
#include "fault_proxy.hpp"
#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// The message that commits, and no statement that merely names the word.
const std::string k_commit("COMMIT\0", 7);
constexpr auto k_longest_end = 2s;

// A machine whose database is behind a proxy.
struct FaultyMachine : Machine {
    FaultyMachine()
        : proxy(database.cluster().directory() / fmt::format(".s.PGSQL.{}", database.cluster().port())) {
        variables["DATABASE_URL"] = fmt::format("postgres://ciclo:{}@127.0.0.1:{}/{}", k_database_password,
                                                proxy.port(), database.name());
        add_pedido_with_nf();
    }

    void wait_for_fault() {
        const auto give_up = Clock::now() + 20s;
        while (proxy.fired() == 0 && Clock::now() < give_up) std::this_thread::sleep_for(10ms);
        REQUIRE(proxy.fired() > 0);
    }

    // What the first cycle that nothing disturbs makes of it all.
    void check_recovery() {
        proxy.mend();
        const auto outcome = run_program();
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(value("SELECT count(*) FROM faturamento_produto") == "1");
        CHECK(value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
        CHECK(leaves_nothing_behind());
    }

    FaultProxy proxy;
};

// Where PostgreSQL stops answering, and what the program ends with after a signal then.
struct Moment {
    const char* name;
    std::string text;
    ExitCode after_signal;
    ExitCode after_deadline;
};

const std::vector<Moment> k_moments{
    {"while a stage reads", "INSERT INTO stg_nf_row", ExitCode::interrupted_term,
     ExitCode::deadline_exceeded},
    {"at the beginning of a transaction", std::string("BEGIN\0", 6), ExitCode::interrupted_term,
     ExitCode::deadline_exceeded},
    {"at a COMMIT", k_commit, ExitCode::outcome_unknown, ExitCode::outcome_unknown},
};

}  // namespace

TEST_CASE("a signal ends the program within 2 s, wherever PostgreSQL has stopped answering") {
    for (const auto& moment : k_moments) {
        INFO(moment.name);
        FaultyMachine machine;
        machine.proxy.add({.text = moment.text, .what = Break::hang, .is_for_all = true});
        const auto program = machine.start_program();
        machine.wait_for_fault();
        std::this_thread::sleep_for(100ms);
        const auto sent = Clock::now();
        program->signal(SIGTERM);
        const auto outcome = program->wait();
        CHECK(Clock::now() - sent < k_longest_end);
        check_failure(machine, outcome, moment.after_signal, {"stopped by SIGTERM"});
        machine.check_recovery();
    }
}

TEST_CASE("the deadline is kept within 2 s, wherever PostgreSQL has stopped answering", "[long]") {
    for (const auto& moment : k_moments) {
        INFO(moment.name);
        FaultyMachine machine;
        machine.proxy.add({.text = moment.text, .what = Break::hang, .is_for_all = true});
        const auto outcome = machine.start_program({"--deadline", "3s"})->wait();
        CHECK(machine.proxy.fired() > 0);
        CHECK(outcome.taken < 3s + k_longest_end);
        check_failure(machine, outcome, moment.after_deadline, {"the deadline of the cycle was exceeded"});
        machine.check_recovery();
    }
}

TEST_CASE("after a signal a COMMIT whose answer was lost is looked up, and the last line is true") {
    for (const bool took_place : {true, false}) {
        INFO("it took place: " << took_place);
        FaultyMachine machine;
        machine.proxy.add({.text = k_commit, .what = Break::hang, .is_passed_on = took_place});
        const auto program = machine.start_program();
        machine.wait_for_fault();
        program->signal(SIGTERM);
        const auto outcome = program->wait();
        check_failure(
            machine, outcome, ExitCode::interrupted_term,
            {"stopped by SIGTERM", took_place ? "faturamento (committed)" : "no stage was committed"});
        CHECK(machine.value("SELECT count(*) FROM faturamento_produto") == (took_place ? "1" : "0"));
        CHECK(machine.value("SELECT string_agg(stage || ' ' || outcome, ', ') FROM ciclo_etapa") ==
              (took_place ? "faturamento ok" : "faturamento failed"));
        CHECK(machine.journal() == "interrupted_term|143");
        // Its own session, which knew of nothing, was ended.
        CHECK(machine.leaves_nothing_behind());
        machine.check_recovery();
    }
}

TEST_CASE("a cycle takes its lock back from its own session that the server did not know to be lost") {
    for (const auto& text : {std::string("INSERT INTO stg_nf_row"), k_commit}) {
        FaultyMachine machine;
        machine.proxy.add({.text = text, .what = Break::half_open, .is_passed_on = true});
        const auto outcome = machine.run_program();
        CHECK(machine.proxy.fired() == 1);
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(outcome.taken < 10s);
        machine.check_recovery();
    }
}

TEST_CASE("a cycle never ends the session of another one") {
    FaultyMachine machine;
    machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    machine.variables["DATABASE_URL"] = machine.database.url();
    const auto first = machine.start_program();
    REQUIRE(machine.becomes_true("SELECT EXISTS (SELECT 1 FROM ciclo_execucao)"));
    const auto second = machine.run_program({"--lock-wait", "0s"});
    CHECK(second.status == number_of(ExitCode::already_running));
    first->signal(SIGTERM);
    CHECK(first->wait().status == number_of(ExitCode::interrupted_term));
}
