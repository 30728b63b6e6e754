// A network and a server that fail at the worst moment: how fast the program ends, and whether what it says
// of the database is true.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <mutex>
#include <thread>

#include "cluster/cluster.hpp"
#include "fault_proxy.hpp"
#include "machine.hpp"
#include "postgres/fake_pooler.hpp"
#include "preload/let_fail.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
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
    {"at the beginning of a transaction", "BEGIN;\n", ExitCode::interrupted_term,
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

TEST_CASE("a cycle goes through a pooler that pools sessions, twice") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto& cluster = machine.database.cluster();
    const FakePooler pooler(cluster.directory() / fmt::format(".s.PGSQL.{}", cluster.port()),
                            Pooling::session);
    machine.variables["DATABASE_URL"] =
        fmt::format("postgres://ciclo:{}@127.0.0.1:{}/{}?sslmode=disable", Machine::k_database_password,
                    pooler.port(), machine.database.name());
    const auto outcome = machine.run_program();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
    const auto before = machine.row_versions();
    CHECK(machine.run_program().status == 0);
    CHECK(machine.row_versions() == before);
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

namespace {

// The program with this much address space, in KiB.
Outcome run_within(Machine& machine, long long kib, const std::string& words = "") {
    machine.advance(std::chrono::seconds{1});
    return Program({"/bin/sh", "-c", fmt::format("ulimit -v {}; exec '{}' {}", kib, ciclo_program(), words)},
                   machine.variables)
        .wait();
}

// The least address space, to 256 KiB, in which the program can say its version.
long long least_kib(Machine& machine) {
    long long too_little = 1024;
    long long enough = 4'000'000;
    while (enough - too_little > 256) {
        const auto middle = (enough + too_little) / 2;
        (run_within(machine, middle, "--version").status == 0 ? enough : too_little) = middle;
    }
    return enough;
}

}  // namespace

TEST_CASE("70: without memory the program says so, and leaves nothing half done") {
    // That takes terabytes of address space.
    if (is_sanitized()) return;
    Machine machine;
    machine.add_pedido_with_nf();
    const auto least = least_kib(machine);
    const long long step = thorough() ? 32 : 128;
    bool has_lacked = false;
    bool has_ended_well = false;
    for (long long more = 0; !has_ended_well; more += step) {
        REQUIRE(more < 4'000'000);
        const auto outcome = run_within(machine, least + more);
        INFO(least << " + " << more << " KiB");
        INFO(outcome.text());
        has_ended_well = outcome.status == 0;
        if (has_ended_well) break;
        CHECK(outcome.killed_by == 0);
        // What the libraries make of it: libcurl and the server's side of TLS say that they cannot connect.
        const auto code = outcome.status;
        CHECK((code == number_of(ExitCode::internal_error) || code == number_of(ExitCode::odoo_unavailable) ||
               code == number_of(ExitCode::database_unavailable)));
        if (code == number_of(ExitCode::internal_error)) CHECK_THAT(outcome.err, Contains("out of memory"));
        has_lacked = has_lacked || code == number_of(ExitCode::internal_error);
        CHECK(machine.value("SELECT count(*) FROM ciclo_execucao WHERE finished_at IS NULL") == "0");
        CHECK(machine.leaves_nothing_behind());
        check_no_secret(machine, outcome);
    }
    CHECK(has_lacked);
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
}

TEST_CASE("too few descriptors end the program with the true cause, and leave nothing half done", "[long]") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.variables["DATABASE_URL"] = machine.database.url();
    int descriptors = 4;
    int failed = 0;
    // Without descriptors not even libc's own files can be read (names, time zones).
    for (auto status = -1; status != 0; ++descriptors) {
        REQUIRE(descriptors < 100);
        machine.advance(std::chrono::seconds{1});
        const auto outcome =
            Program({"/bin/sh", "-c", fmt::format("ulimit -n {}; exec '{}'", descriptors, ciclo_program())},
                    machine.variables)
                .wait();
        INFO(descriptors << " descriptors: " << outcome.text());
        CHECK(outcome.killed_by == 0);
        status = outcome.status;
        // ld.so itself.
        if (status == 0 || status == 127) continue;
        ++failed;
        CHECK_THAT(outcome.err, Contains("Too many open files"));
        CHECK(machine.leaves_nothing_behind());
        CHECK(machine.value("SELECT count(*) FROM ciclo_execucao WHERE finished_at IS NULL") == "0");
    }
    CHECK(failed > 0);
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
}

TEST_CASE("a metrics file beyond the largest file that is allowed costs no more than a warning") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto file = machine.database.cluster().directory() / "metrics.prom";
    const auto outcome =
        Program({"/bin/sh", "-c",
                 fmt::format("ulimit -f 0; exec '{}' --metrics-file '{}'", ciclo_program(), file.string())},
                machine.variables)
            .wait();
    INFO(outcome.text());
    CHECK(outcome.killed_by == 0);
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.err, Contains("metrics.prom") && Contains("File too large"));
}

TEST_CASE("a program that is started with its standard descriptors closed takes no other file for them") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.advance(std::chrono::seconds{1});
    const auto outcome =
        Program({"/bin/sh", "-c", fmt::format("exec '{}' <&- >&- 2>&-", ciclo_program())}, machine.variables)
            .wait();
    CHECK(outcome.status == 0);
    CHECK(machine.journal() == "ok|0");
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
}

namespace {

constexpr const char* k_named = "postgres://ciclo@db.example.com/x";

struct Silence {
    const char* name;
    const char* variable;
    const char* value;
    ExitCode after_deadline;
};

const std::vector<Silence> k_silences{
    {"PostgreSQL", "DATABASE_URL", k_named, ExitCode::deadline_exceeded},
    {"several hosts", "DATABASE_URL", "postgres://ciclo@127.0.0.1:1,db.example.com:5432/x?connect_timeout=2",
     ExitCode::deadline_exceeded},
    {"Odoo", "ODOO_URL", "https://odoo.example.com", ExitCode::deadline_exceeded},
};

}  // namespace

TEST_CASE(
    "a name server that does not answer holds the program no longer than the deadline and a signal allow") {
    for (const auto& silence : k_silences) {
        for (const bool is_signal : {true, false}) {
            INFO(silence.name << (is_signal ? ", a signal" : ", the deadline"));
            Machine machine;
            const auto fired = machine.database.cluster().directory() / "names.fired";
            if (!let_fail(machine.variables, "getaddrinfo:1:ever", fired)) return;
            machine.variables[silence.variable] = silence.value;
            const auto program = machine.start_program({"--deadline", is_signal ? "5m" : "3s"});
            const auto give_up = Clock::now() + 10s;
            while (!std::filesystem::exists(fired) && Clock::now() < give_up)
                std::this_thread::sleep_for(10ms);
            REQUIRE(std::filesystem::exists(fired));
            const auto begun = Clock::now();
            if (is_signal) program->signal(SIGTERM);
            const auto outcome = program->wait();
            CHECK(Clock::now() - begun < (is_signal ? 2s : 5s));
            check_failure(machine, outcome, is_signal ? ExitCode::interrupted_term : silence.after_deadline,
                          {is_signal ? "stopped by SIGTERM" : "the deadline of the cycle was exceeded"});
        }
    }
}

TEST_CASE("74: status and a cycle give a name server that does not answer no more than the connect timeout",
          "[long]") {
    for (const auto* command : {"status", "run"}) {
        INFO(command);
        Machine machine;
        const auto fired = machine.database.cluster().directory() / "names.fired";
        if (!let_fail(machine.variables, "getaddrinfo:1:ever", fired)) return;
        machine.variables["DATABASE_URL"] = k_named;
        const auto outcome = machine.run_program({command});
        CHECK(std::filesystem::exists(fired));
        CHECK(outcome.taken < 12s);
        check_failure(machine, outcome, ExitCode::database_unavailable, {"db.example.com", "name"});
    }
}

TEST_CASE("a server is reached by its name, beside one that is not there, and without a thread to be had") {
    for (const auto* fault : {"", "pthread_create:1:ever"}) {
        INFO(fault);
        FaultyMachine machine;
        const auto fired = machine.database.cluster().directory() / "threads.fired";
        if (*fault != '\0' && !let_fail(machine.variables, fault, fired)) return;
        machine.variables["ODOO_URL"] = machine.odoo.url();
        machine.variables["DATABASE_URL"] =
            fmt::format("postgres://ciclo:{}@localhost:1,localhost:{}/{}", Machine::k_database_password,
                        machine.proxy.port(), machine.database.name());
        const auto outcome = machine.run_program();
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        if (*fault != '\0') CHECK(std::filesystem::exists(fired));
    }
}

TEST_CASE("78: a wrong setting is reported before its journal is looked for, which may be out of reach") {
    FaultyMachine machine;
    machine.variables["CICLO_WINDOW"] = "abc";
    std::promise<Program*> started;
    std::string told;
    std::once_flag first;
    machine.proxy.add(
        {.text = "", .what = Break::none, .before = [&, program = started.get_future().share()] {
             std::call_once(first, [&] { told = program.get()->drain_err(); });
         }});
    Program program({ciclo_program()}, machine.variables, Unread{});
    started.set_value(&program);
    const auto outcome = program.wait_unread();
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::config_error));
    CHECK(told.find("'abc' is not a duration") != std::string::npos);
    CHECK(machine.journal() == "config_error|78");
}
