// One test for each exit code of the built program. 70 (internal_error) is a bug by definition: nothing from
// outside provokes it, so it has no test here; test/unit/exit_code_test.cpp holds its place in the table.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "ciclo/journal.hpp"
#include "cluster/cluster.hpp"
#include "machine.hpp"
#include "postgres/relay.hpp"
#include "scripted_server.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

std::string recorded(ExitCode code) {
    return fmt::format("{}|{}", name_of(code), number_of(code));
}

// No NF gets its report row.
void deny_reports(Machine& machine) {
    machine.execute(
        "CREATE FUNCTION deny() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;"
        "CREATE TRIGGER deny BEFORE INSERT ON relatorio_faturamento_importado"
        " FOR EACH ROW EXECUTE FUNCTION deny()");
}

}  // namespace

TEST_CASE("0: a full cycle ends well, is recorded, and a second one changes nothing") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto first = machine.run_program();
    INFO(first.text());
    REQUIRE(first.status == 0);
    CHECK(machine.journal() == recorded(ExitCode::ok));
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
    check_contains(first.out, {"faturamento", "integridade", "faturado", "carteira", "ok: a complete cycle"});
    const auto before = machine.row_versions();
    const auto second = machine.run_program();
    INFO(second.text());
    CHECK(second.status == 0);
    CHECK(machine.row_versions() == before);
    check_no_secret(machine, second);
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("10: an error of Odoo while NFs are read leaves unchanged") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto before = machine.row_versions();
    machine.odoo.on_request({.model = "account.move",
                             .method = "search_read",
                             .times = -1,
                             .fault = Fault::odoo_error("odoo.exceptions.UserError", "broken")});
    const auto outcome = machine.run_program();
    check_failure(machine, outcome, ExitCode::faturamento_failed,
                  {"account.move.search_read", "broken", "kept=unchanged", "the next run tries again"});
    CHECK(machine.row_versions() == before);
    CHECK(machine.journal() == recorded(ExitCode::faturamento_failed));
}

TEST_CASE("11: an NF without its report row stops the cycle before the backlog") {
    Machine machine;
    machine.add_pedido_with_nf();
    deny_reports(machine);
    const auto outcome = machine.run_program();
    check_failure(
        machine, outcome, ExitCode::integrity_failed,
        {"nf_without_report", "NF 130001", "compare the NFs", "--integrity=warn lets one cycle through"});
    CHECK(machine.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '130001'") == "1");
    CHECK(machine.value("SELECT count(*) FROM carteira_principal") == "0");
    CHECK(machine.journal() == recorded(ExitCode::integrity_failed));
}

TEST_CASE("11: --integrity=warn lets a cycle through, and the log and the result say so", "[long]") {
    Machine machine;
    machine.add_pedido_with_nf();
    deny_reports(machine);
    const auto outcome = machine.run_program({"run", "--integrity=warn"});
    CHECK(outcome.status == 0);
    const std::string reported =
        "integrity errors ignored because of --integrity=warn: ERRO nf_without_report: 1";
    check_contains(outcome.out, {reported, "ok: a complete cycle"});
    check_contains(outcome.err, {reported});
    CHECK(machine.value("SELECT count(*) FROM carteira_principal") == "1");
    CHECK(machine.run_program().status == number_of(ExitCode::integrity_failed));
}

TEST_CASE("12: an error of Odoo while pedido lines are read keeps the NFs and leaves the backlog") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.odoo.on_request({.model = "sale.order.line",
                             .method = "search_read",
                             .times = -1,
                             .fault = Fault::odoo_error("builtins.ValueError", "broken")});
    const auto outcome = machine.run_program();
    check_failure(machine, outcome, ExitCode::carteira_failed,
                  {"carteira: ", "sale.order.line", "broken", "the stages before it kept"});
    CHECK(machine.value("SELECT count(*) FROM faturamento_produto") == "1");
    CHECK(machine.value("SELECT count(*) FROM carteira_principal") == "0");
    CHECK(machine.rows("SELECT stage, outcome FROM ciclo_etapa ORDER BY finished_at") ==
          "faturamento|ok\nintegridade|ok\nfaturado|ok\ncarteira|failed");
    CHECK(machine.journal() == recorded(ExitCode::carteira_failed));
}

TEST_CASE("--ok-codes ends with 0 for a listed code; result, log and journal keep the true one") {
    Machine machine;
    auto& store = machine.odoo.store();
    const auto order = machine.add_order("VCD0000001", {{machine.azeitona, 1}});
    store.write("sale.order.line", order.lines[0], {{"price_unit", Decimal{"NaN"}}});
    CHECK(machine.run_program({"--ok-codes=75"}).status == number_of(ExitCode::done_with_rejects));
    const auto outcome = machine.run_program({"--ok-codes=14,75"});
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.out, Contains("done_with_rejects (14)"));
    CHECK_THAT(outcome.err, Contains("ends with 0: --ok-codes"));
    CHECK(machine.journal() == "done_with_rejects|14");
}

TEST_CASE("12: the fuse stops a removal that is too large, and --allow-mass-removal passes it", "[long]") {
    Machine machine;
    const auto order = machine.add_order("VCD0000001", {{machine.azeitona, 10}});
    REQUIRE(machine.run_program().status == 0);
    machine.odoo.store().write("sale.order", order.id, {{"state", "cancel"}});
    const auto before = machine.row_versions();
    const auto outcome = machine.run_program({"--fuse-rows", "0", "--fuse-percent", "50"});
    check_failure(machine, outcome, ExitCode::carteira_failed,
                  {"1 of 1 active rows", "--allow-mass-removal"});
    CHECK(machine.row_versions() == before);
    CHECK(machine.run_program({"--fuse-rows", "0", "--fuse-percent", "50", "--allow-mass-removal"}).status ==
          0);
    CHECK(machine.value("SELECT ativo FROM carteira_principal") == "f");
}

TEST_CASE("13: a COMMIT whose answer is lost and that nobody can look up is an unknown outcome") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto& cluster = machine.database.cluster();
    const Relay relay(cluster.directory() / fmt::format(".s.PGSQL.{}", cluster.port()),
                      RelayFault::swallow_answer_to_commit);
    machine.variables["DATABASE_URL"] =
        fmt::format("postgres://ciclo:{}@127.0.0.1:{}/{}", Machine::k_database_password, relay.port(),
                    machine.database.name());
    const auto outcome = machine.run_program({"--deadline", "8s"});
    check_failure(
        machine, outcome, ExitCode::outcome_unknown,
        {"faturamento: ", "the answer to COMMIT was lost and cannot be verified", "the next run repairs it"});
    // It was committed, whatever the program could know.
    CHECK(machine.value("SELECT count(*) FROM faturamento_produto") == "1");
    CHECK(machine.value("SELECT count(*) FROM carteira_principal") == "0");
    CHECK(machine.leaves_nothing_behind());
    machine.variables["DATABASE_URL"] = machine.database.url();
    CHECK(machine.run_program().status == 0);
    CHECK(machine.value("SELECT qtd_saldo_produto_pedido FROM carteira_principal") == "6.000");
}

TEST_CASE("14: a line with NaN is set aside and named, and everything else is done") {
    Machine machine;
    const auto broken = machine.add_order("VCD0000001", {{machine.azeitona, 10}});
    machine.add_order("VCD0000002", {{machine.palmito, 5}});
    machine.odoo.store().write("sale.order.line", broken.lines.at(0), {{"price_unit", Decimal{"NaN"}}});
    const auto outcome = machine.run_program();
    check_failure(
        machine, outcome, ExitCode::done_with_rejects,
        {"1 records were set aside", "price_unit", "not a finite number", "'ciclo rejects' names them",
         fmt::format("sale.order.line {}", broken.lines.at(0)), "VCD0000001"});
    CHECK(machine.rows("SELECT num_pedido FROM carteira_principal") == "VCD0000002");
    CHECK(machine.value("SELECT count(*) FROM ciclo_rejeito") == "1");
    CHECK(machine.journal() == recorded(ExitCode::done_with_rejects));
}

TEST_CASE("64: an unknown option is refused before anything is connected to") {
    Machine machine;
    const auto before = machine.row_versions();
    const auto outcome = machine.run_program({"--windwo", "40m"});
    check_failure(machine, outcome, ExitCode::usage, {"unknown option '--windwo'", "--window", "--help"});
    CHECK(machine.row_versions() == before);
    CHECK(machine.odoo.requests().empty());
    CHECK(machine.journal().empty());
}

TEST_CASE("69: an Odoo that is away, a page of a proxy, no JSON and cut answers are all 'unavailable'") {
    struct Case {
        Fault fault;
        std::vector<std::string> wanted;
    };
    const auto cases = variants<Case>({
        {Fault::html_200(), {"not JSON-RPC", "ODOO_URL"}},
        {Fault{}, {"cannot connect", "tried 5 times", "ODOO_URL"}},
        {Fault::not_json(), {"not JSON", "tried 5 times", "ODOO_URL"}},
        {Fault::cut_body_at(20), {"before the answer was complete", "tried 5 times", "ODOO_URL"}},
    });
    // Side by side: three of them are tried five times over.
    std::vector<std::unique_ptr<Machine>> machines;
    std::vector<std::unique_ptr<Program>> programs;
    std::vector<std::string> before;
    for (const auto& one : cases) {
        auto& machine = *machines.emplace_back(std::make_unique<Machine>());
        machine.add_pedido_with_nf();
        before.push_back(machine.row_versions());
        if (one.fault.kind == Fault::Kind::none) {
            machine.variables["ODOO_URL"] = fmt::format("http://127.0.0.1:{}", closed_port());
        } else {
            machine.odoo.on_request({.times = -1, .fault = one.fault});
        }
        programs.push_back(machine.start_program());
    }
    for (std::size_t i = 0; i < cases.size(); ++i) {
        auto& machine = *machines.at(i);
        check_failure(machine, programs.at(i)->wait(), ExitCode::odoo_unavailable, cases.at(i).wanted);
        CHECK(machine.row_versions() == before.at(i));
        CHECK(machine.journal() == recorded(ExitCode::odoo_unavailable));
    }
}

TEST_CASE("74: a database that cannot be reached and one that is read-only are 'unavailable'") {
    Machine unreachable;
    unreachable.variables["DATABASE_URL"] =
        fmt::format("postgres://ciclo:{}@127.0.0.1:{}/nowhere", Machine::k_database_password, closed_port());
    Machine read_only;
    const auto before = read_only.row_versions();
    read_only.database.cluster().as_superuser(
        fmt::format("ALTER DATABASE {} SET default_transaction_read_only = on", read_only.database.name()));
    // Side by side: both are retried for ten seconds.
    const auto first = unreachable.start_program();
    const auto second = read_only.start_program();
    check_failure(unreachable, first->wait(), ExitCode::database_unavailable,
                  {"/nowhere", "Connection refused", "hint", "DATABASE_URL"});
    check_failure(read_only, second->wait(), ExitCode::database_unavailable,
                  {read_only.database.name(), "read-only", "hint", "primary"});
    CHECK(read_only.row_versions() == before);
    CHECK(unreachable.odoo.requests().empty());
    CHECK(read_only.odoo.requests().empty());
}

TEST_CASE(
    "75: a second cycle waits its time and then names since when and on which host the first one runs") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto before = machine.row_versions();
    const auto rule = machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    const auto first = machine.start_program();
    REQUIRE(machine.becomes_true("SELECT EXISTS (SELECT 1 FROM ciclo_execucao)"));
    const auto second = machine.run_program({"--lock-wait", "1s"});
    check_failure(machine, second, ExitCode::already_running,
                  {"another cycle is running since 20", " (America/Sao_Paulo) on host " + host_name(),
                   "'ciclo status' shows"});
    CHECK(second.taken >= std::chrono::seconds{1});
    CHECK(second.taken < std::chrono::seconds{5});
    CHECK(machine.value("SELECT count(*) FROM ciclo_execucao") == "1");
    first->signal(SIGTERM);
    CHECK(first->wait().status == number_of(ExitCode::interrupted_term));
    CHECK(machine.odoo.fired(rule) > 0);
    CHECK(machine.row_versions() == before);
    machine.odoo.clear_rules();
    CHECK(machine.run_program().status == 0);
}

TEST_CASE("77: a wrong API key and a forbidden model are refused logins, tried once") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto before = machine.row_versions();
    machine.variables["ODOO_API_KEY"] = "chave-errada-5555";
    check_failure(machine, machine.run_program(), ExitCode::auth_refused,
                  {"Odoo refused the login of 'ciclo@example.com'", "ODOO_API_KEY"});
    CHECK(machine.odoo.requests().size() == 2);
    machine.variables["ODOO_API_KEY"] = FakeOdoo::k_api_key;
    machine.odoo.deny_model("sale.order");
    check_failure(machine, machine.run_program(), ExitCode::auth_refused, {"sale.order", "read access"});
    CHECK(machine.row_versions() == before);
    CHECK(machine.journal() == recorded(ExitCode::auth_refused));
}

TEST_CASE("77: a wrong password of PostgreSQL is a refused login") {
    Cluster with_passwords({.tcp = true});
    const Database database(with_passwords);
    Machine machine;
    auto url = database.tcp_url();
    const auto good = with_passwords.password();
    url.replace(url.find(good), good.size(), Machine::k_database_password);
    machine.variables["DATABASE_URL"] = url;
    const auto outcome = machine.run_program();
    check_failure(machine, outcome, ExitCode::auth_refused,
                  {fmt::format("ciclo@127.0.0.1:{}/{}", with_passwords.port(), database.name()),
                   "the password was refused", "check user and password"});
    CHECK(outcome.taken < std::chrono::seconds{5});
    CHECK(machine.odoo.requests().empty());
}

TEST_CASE("78: missing variables are named all at once") {
    Machine machine;
    machine.variables.clear();
    check_failure(machine, machine.run_program(), ExitCode::config_error,
                  {"DATABASE_URL (environment): is missing", "ODOO_URL (environment): is missing",
                   "ODOO_DB (environment): is missing", "ODOO_USERNAME (environment): is missing",
                   "ODOO_API_KEY (environment): is missing", "hint: "});
}

TEST_CASE("78: a database without the tables ends with the command that creates them") {
    Machine machine;
    const Database empty;
    machine.variables["DATABASE_URL"] = empty.url();
    check_failure(machine, machine.run_program(), ExitCode::config_error,
                  {"table carteira_principal is missing", "table ciclo_execucao is missing",
                   "run 'ciclo schema apply'"});
    CHECK(Session(empty.url())
              .value("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == "0");
    CHECK(machine.odoo.requests().empty());
}

TEST_CASE(
    "78: an unknown time zone, a field that Odoo lacks and an unknown base of Odoo are faults of "
    "configuration") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto before = machine.row_versions();
    machine.variables["CICLO_TIME_ZONE"] = "America/Atlantida";
    check_failure(machine, machine.run_program(), ExitCode::config_error,
                  {"America/Atlantida", "CICLO_TIME_ZONE"});
    machine.variables.erase("CICLO_TIME_ZONE");
    machine.odoo.remove_field("sale.order.line", "product_uom_qty");
    check_failure(machine, machine.run_program(), ExitCode::config_error,
                  {"sale.order.line.product_uom_qty does not exist or may not be read", "CICLO_FIELDS"});
    machine.odoo.clear_restrictions();
    machine.variables["ODOO_DB"] = "outra-base";
    check_failure(machine, machine.run_program(), ExitCode::config_error, {"outra-base", "check ODOO_DB"});
    CHECK(machine.row_versions() == before);
    CHECK(machine.journal() == recorded(ExitCode::config_error));
}

TEST_CASE("124: a cycle whose deadline is exceeded stops cleanly, and says what it was waiting for") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto before = machine.row_versions();
    machine.odoo.on_request(
        {.model = "account.move", .method = "search_read", .times = -1, .fault = Fault::never_answer()});
    const auto outcome = machine.run_program({"--deadline", "3s"});
    check_failure(
        machine, outcome, ExitCode::deadline_exceeded,
        {"faturamento: ",
         "waiting for Odoo: no answer to account.move.search_read: the deadline of the cycle was exceeded",
         "--deadline"});
    CHECK(outcome.taken >= std::chrono::seconds{3});
    CHECK(outcome.taken < std::chrono::seconds{6});
    CHECK(machine.row_versions() == before);
    CHECK(machine.journal() == recorded(ExitCode::deadline_exceeded));
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("124: a deadline that ends the pause before another attempt says why that was needed") {
    Machine machine;
    machine.variables["ODOO_URL"] = fmt::format("http://127.0.0.1:{}", closed_port());
    check_failure(machine, machine.run_program({"--deadline", "1s"}), ExitCode::deadline_exceeded,
                  {"waiting for Odoo (web.version: cannot connect: ",
                   "): the deadline of the cycle was exceeded", "--deadline"});
}
