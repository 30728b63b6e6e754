#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

// The program with a terminal for both of its streams, as util-linux's script(1) makes one.
Outcome run_on_terminal(Machine& machine, const std::string& options) {
    machine.odoo.on_request(
        {.method = "search_read", .times = 5, .fault = Fault::delay(std::chrono::milliseconds{120})});
    machine.advance(std::chrono::seconds{1});
    const auto command = fmt::format("'{}' {}", ciclo_program(), options);
    Program program({"/usr/bin/script", "-qec", command, "/dev/null"}, machine.variables);
    return program.wait();
}

}  // namespace

TEST_CASE("on a terminal a long read shows how far it has come, and nothing of it stays") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = run_on_terminal(machine, "");
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.out, Contains("reading Odoo model="));
    // What was drawn is wiped before the next line.
    CHECK_THAT(outcome.out, Contains("\r" + std::string(79, ' ') + "\r"));
    CHECK_THAT(outcome.out, Contains("ok: a complete cycle"));
}

TEST_CASE("--quiet shows no progress on a terminal either") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = run_on_terminal(machine, "--quiet");
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.out.empty());
}

TEST_CASE("neither a terminal nor a file gets an escape sequence, whatever NO_COLOR says") {
    Machine machine;
    machine.add_pedido_with_nf();
    for (const auto* value : {"", "1"}) {
        machine.variables["NO_COLOR"] = value;
        const auto seen = run_on_terminal(machine, "--verbose");
        CHECK(seen.status == 0);
        CHECK_THAT(seen.out, !Contains("\x1b"));
        const auto logged = machine.run_program({"--verbose"});
        CHECK(logged.status == 0);
        CHECK_THAT(logged.out + logged.err, !Contains("\x1b") && !Contains("\r"));
    }
}
