// Pipes that nobody reads: the log, the result, complaints. The cycle goes on, a stop and the deadline hold,
// and the exit status stays true.
#include <fmt/core.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "machine.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Room = Unread::Room;

namespace {

constexpr std::chrono::seconds k_to_end{2};

std::unique_ptr<Program> start(Machine& machine, std::vector<std::string> words, const Unread& unread) {
    machine.advance(std::chrono::seconds{1});
    words.insert(words.begin(), ciclo_program());
    return std::make_unique<Program>(words, machine.variables, unread);
}

void await(const Machine& machine, std::size_t rule) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (machine.odoo.fired(rule) == 0 && std::chrono::steady_clock::now() < give_up)
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    REQUIRE(machine.odoo.fired(rule) > 0);
}

// Sends SIGTERM; the program ends within two seconds, with the status of one.
Outcome stop(Program& program) {
    const auto sent = std::chrono::steady_clock::now();
    program.signal(SIGTERM);
    auto outcome = program.wait_unread();
    INFO(outcome.text());
    CHECK(std::chrono::steady_clock::now() - sent < k_to_end);
    CHECK(outcome.status == number_of(ExitCode::interrupted_term));
    return outcome;
}

std::size_t hang_at(Machine& machine, const char* model) {
    return machine.odoo.on_request({.model = model, .method = "search_read", .fault = Fault::never_answer()});
}

std::string last_outcome(Machine& machine) {
    return machine.value("SELECT outcome FROM ciclo_execucao ORDER BY started_at DESC LIMIT 1");
}

}  // namespace

TEST_CASE("a log that nobody reads stops no cycle, and leaves the flags of its pipe alone") {
    const auto room = GENERATE(from_range(variants({Room::one_page, Room::none})));
    const auto format = GENERATE(from_range(variants({"text", "json"})));
    Machine machine;
    machine.add_pedido_with_nf();
    const auto program = start(machine, {"--verbose", "--log-format", format}, {.err = room});
    const auto outcome = program->wait_unread();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK_FALSE(program->is_nonblocking());
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
    CHECK(machine.journal() == "ok|0");
    CHECK_THAT(outcome.out, Contains("ok: a complete cycle"));
}

TEST_CASE("once somebody reads the log again a line says how many were dropped") {
    Machine machine;
    machine.add_pedido_with_nf();
    std::atomic<const Program*> started = nullptr;
    const auto rule =
        machine.odoo.on_request({.model = "account.move", .method = "search_read", .before = [&] {
                                     while (started == nullptr) std::this_thread::yield();
                                     started.load()->drain_err();
                                 }});
    const auto program = start(machine, {"--verbose"}, {.err = Room::none});
    started = program.get();
    await(machine, rule);
    program->let_go();
    const auto outcome = program->wait();
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.err, Contains("warning nobody read the log: lines were dropped lines=") &&
                                Contains("done stage=carteira"));
}

TEST_CASE("143: a stop ends a cycle whose log nobody reads, while Odoo hangs too") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto rule = hang_at(machine, "account.move");
    const auto program = start(machine, {"--verbose"}, {.err = Room::none});
    await(machine, rule);
    stop(*program);
    CHECK(last_outcome(machine) == "interrupted_term");
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("124: the deadline ends a cycle whose log nobody reads, while Odoo hangs too", "[long]") {
    Machine machine;
    machine.add_pedido_with_nf();
    hang_at(machine, "account.move");
    const auto program = start(machine, {"--verbose", "--deadline", "3s"}, {.err = Room::none});
    const auto outcome = program->wait_unread();
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::deadline_exceeded));
    CHECK(outcome.taken < std::chrono::seconds{3} + k_to_end);
    CHECK(machine.journal() == "deadline_exceeded|124");
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("a result that nobody reads holds no lock, and a stop or the deadline ends the wait for it") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto output = GENERATE(from_range(variants({"text", "json"})));
    const auto waiting = start(machine, {"--output", output}, {.out = Room::none});
    REQUIRE(machine.becomes_true("SELECT EXISTS (SELECT 1 FROM ciclo_execucao WHERE outcome = 'ok')"));
    CHECK(machine.leaves_nothing_behind());
    CHECK(machine.run_program().status == 0);
    stop(*waiting);
    const auto late = start(machine, {"--output", output, "--deadline", "3s"}, {.out = Room::none});
    const auto outcome = late->wait_unread();
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::deadline_exceeded));
    CHECK(outcome.taken < std::chrono::seconds{3} + k_to_end);
    CHECK_THAT(outcome.err, Contains("nobody reads standard output"));
    CHECK(machine.journal() == "ok|0");
}

TEST_CASE("the rows of a dry run that nobody reads hold no lock, and a stop ends the wait for them") {
    Machine machine;
    machine.add_pedido_with_nf();
    REQUIRE(machine.run_program().status == 0);
    machine.odoo.store().write("sale.order", 1, {{"picking_note", "x"}});
    const auto program = start(machine, {"--dry-run", "--verbose"}, {.out = Room::none, .err = Room::none});
    REQUIRE(program->becomes_ready());
    CHECK(
        machine.becomes_true("SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname ="
                             " current_database() AND application_name LIKE 'ciclo/%')"));
    stop(*program);
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("143: no command waits longer than a stop for somebody to read it") {
    Machine machine;
    machine.add_pedido_with_nf();
    REQUIRE(machine.run_program().status == 0);
    for (const auto& words : variants<std::vector<std::string>>({{"check", "--json"},
                                                                 {"status"},
                                                                 {"help"},
                                                                 {"check", "--help"},
                                                                 {"version"},
                                                                 {"check"},
                                                                 {"history", "--json"},
                                                                 {"report", "--html", "-"},
                                                                 {"schema", "print"},
                                                                 {"schema", "check"}},
                                                                3)) {
        INFO(words.front() << " " << words.back());
        const auto program = start(machine, words, {.out = Room::none});
        REQUIRE(program->becomes_ready());
        stop(*program);
    }
}

TEST_CASE("an error message that nobody reads costs no time and keeps its status") {
    Machine machine;
    const auto program = start(machine, {"--no-such-option"}, {.out = Room::none, .err = Room::none});
    const auto outcome = program->wait_unread();
    CHECK(outcome.status == number_of(ExitCode::usage));
    CHECK(outcome.taken < k_to_end);
}

TEST_CASE("a log whose reader has gone does not end a cycle") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.advance(std::chrono::seconds{1});
    Program program(
        {"/bin/sh", "-c", fmt::format("'{}' --verbose 2>&1 >/dev/null | :; exit \"$?\"", ciclo_program())},
        machine.variables);
    program.wait();
    CHECK(machine.becomes_true("SELECT EXISTS (SELECT 1 FROM ciclo_execucao WHERE outcome = 'ok')"));
}
