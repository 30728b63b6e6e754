// --dry-run and --detailed-exitcode of the built program: what is printed where, and the exit status.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "json/value.hpp"
#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;

namespace {

// Of every table with rows, also ciclo's own.
std::string rows_of_all_tables(Machine& machine) {
    return machine.value(
        "SELECT coalesce(string_agg(relname || ' ' || n, ', ' ORDER BY relname), '') FROM (SELECT relname,"
        " (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || oid::regclass, false, true, "
        "'')))[1]::text"
        " AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND relname <> 'ciclo_esquema') t WHERE n <> "
        "'0'");
}

}  // namespace

TEST_CASE("--dry-run prints what would change and last that nothing was written, and ends with 0") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_program({"--dry-run"});
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    check_contains(outcome.out, {"dry run ", "faturamento", "carteira", "would change:\n",
                                 "  carteira_principal                1 inserted, 0 updated, 0 deleted\n"});
    CHECK_THAT(outcome.out, EndsWith("dry run: 10 rows would change in 9 tables; nothing was written\n"));
    CHECK_THAT(outcome.out, !Contains("rows that would change") && !Contains("ok: a complete cycle"));
    check_contains(outcome.err, {"start", "dry_run=true"});
    CHECK(rows_of_all_tables(machine).empty());
    CHECK(machine.leaves_nothing_behind());
    check_no_secret(machine, outcome);
}

TEST_CASE("--dry-run --verbose lists the rows before the numbers, in words, with what differs") {
    Machine machine;
    const auto order = machine.add_pedido_with_nf();
    REQUIRE(machine.run_program().status == 0);
    machine.odoo.store().write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 12.0}});
    machine.odoo.store().write("sale.order", order.id, {{"picking_note", "linha um\nlinha\x1b[31m dois"}});
    const auto before = machine.row_versions();
    const auto outcome = machine.run_program({"--dry-run", "--verbose"});
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    check_contains(outcome.out, {"rows that would change:\n"
                                 "  carteira_principal updated: pedido VCD0000001, produto 4310162\n",
                                 "    qtd_saldo_produto_pedido: '6.000' -> '8.000'\n",
                                 "    observ_ped_1: (null) -> 'linha um\\nlinha\\u001b[31m dois'\n"});
    CHECK(outcome.out.find("rows that would change:") <
          outcome.out.find("would change:\n  carteira_principal "));
    CHECK_THAT(outcome.out, EndsWith("dry run: 2 rows would change in 2 tables; nothing was written\n"));
    CHECK(machine.row_versions() == before);
    check_no_secret(machine, outcome);
}

TEST_CASE(
    "--detailed-exitcode: 21 while something is pending, 0 when nothing is; the log complains of neither") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto pending = machine.run_program({"--dry-run", "--detailed-exitcode"});
    INFO(pending.text());
    CHECK(pending.status == number_of(ExitCode::changes_pending));
    CHECK_THAT(pending.err, !Contains("error"));
    REQUIRE(machine.run_program().status == 0);
    machine.variables["CICLO_DRY_RUN"] = "1";
    machine.variables["CICLO_DETAILED_EXITCODE"] = "1";
    const auto done = machine.run_program({"--full"});
    INFO(done.text());
    CHECK(done.status == 0);
    CHECK_THAT(done.out, EndsWith("dry run: no row would change; nothing was written\n"));
    CHECK(machine.value("SELECT count(*) FROM ciclo_execucao") == "1");
}

TEST_CASE("--detailed-exitcode without --dry-run is refused before any request") {
    Machine machine;
    const auto outcome = machine.run_program({"--detailed-exitcode"});
    check_failure(machine, outcome, ExitCode::config_error, {"--detailed-exitcode", "--dry-run"});
    CHECK(machine.odoo.requests().empty());
}

TEST_CASE("--dry-run --output json is one object with the numbers, and with --verbose the rows") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_program({"--dry-run", "--detailed-exitcode", "--output", "json"});
    INFO(outcome.text());
    CHECK(outcome.status == 21);
    const auto document = json::Document::parse(outcome.out);
    const auto root = document.root();
    CHECK(root.at("dry_run").boolean());
    CHECK(root.at("outcome").string() == "changes_pending");
    CHECK(root.at("would_change").at("carteira_principal").at("inserted").integer() == 1);
    CHECK(root.at("would_change").at("carteira_principal").at("deleted").integer() == 0);
    CHECK(root.at("error").string().empty());
    CHECK_FALSE(root.find("rows").has_value());
    const auto verbose = machine.run_program({"--dry-run", "--output", "json", "--verbose"});
    INFO(verbose.text());
    const auto with_rows = json::Document::parse(verbose.out);
    const auto rows = with_rows.root().at("rows");
    CHECK(rows.size() == 10);
    CHECK(rows.elements().front().at("change").string() == "inserted");
    CHECK(rows.elements().front().at("key").string() == "NF 130001, produto 4310162, pedido VCD0000001");
    REQUIRE(machine.run_program().status == 0);
    const auto nothing = machine.run_program({"--dry-run", "--output", "json", "--verbose"});
    CHECK(json::Document::parse(nothing.out).root().at("rows").size() == 0);
    const auto real = machine.run_program({"--output", "json"});
    CHECK_FALSE(json::Document::parse(real.out).root().at("dry_run").boolean());
    check_no_secret(machine, verbose);
}

TEST_CASE("--dry-run --quiet prints nothing, and the exit status has the result") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_program({"--dry-run", "--quiet", "--detailed-exitcode"});
    INFO(outcome.text());
    CHECK(outcome.status == 21);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.empty());
}

TEST_CASE("a dry run that fails says so with the cycle's code, lists no rows and leaves all as it was") {
    Machine machine;
    machine.add_pedido_with_nf();
    REQUIRE(machine.run_program().status == 0);
    machine.odoo.store().write("sale.order", 1, {{"state", "cancel"}});
    for (const auto& words : std::vector<std::vector<std::string>>{{}, {"--output", "json"}}) {
        auto all = words;
        all.insert(all.end(), {"--dry-run", "--verbose", "--fuse-rows", "0", "--fuse-percent", "50"});
        const auto before = machine.row_versions();
        const auto outcome = machine.run_program(all);
        check_failure(machine, outcome, ExitCode::carteira_failed,
                      {"would be archived", "a dry run writes nothing", "--allow-mass-removal"});
        CHECK_THAT(outcome.out, !Contains("rows that would") && !Contains("\"rows\""));
        CHECK(machine.row_versions() == before);
    }
    CHECK(machine.value("SELECT count(*) FROM ciclo_execucao") == "1");
}

TEST_CASE(
    "rows that cannot be kept in a temporary file are a fault with a remedy, and the counts need none") {
    Machine machine;
    machine.variables["TMPDIR"] = "/nowhere";
    check_failure(machine, machine.run_program({"--dry-run", "--verbose"}), ExitCode::config_error,
                  {"/nowhere", "TMPDIR"});
    CHECK(machine.run_program({"--dry-run"}).status == 0);
}

TEST_CASE(
    "a dry run that receives a stop signal ends at once with the signal's code, and nothing of it stays") {
    Machine machine;
    machine.add_pedido_with_nf();
    // Where it waits: the last transaction, in which the backlog is written.
    Session other(machine.database.url());
    other.execute("BEGIN");
    other.execute("LOCK TABLE carteira_principal IN EXCLUSIVE MODE");
    const auto program = machine.start_program({"--dry-run"});
    REQUIRE(
        machine.becomes_true("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted AND relation = "
                             "'carteira_principal'::regclass)"));
    program->signal(15);
    const auto outcome = program->wait();
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::interrupted_term));
    other.execute("ROLLBACK");
    CHECK(machine.leaves_nothing_behind());
    CHECK(rows_of_all_tables(machine).empty());
}
