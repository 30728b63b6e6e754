// `ciclo rejects` of the built program: what it lists, and what accepting and reopening do.
#include <catch2/catch.hpp>

#include "json/value.hpp"
#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

// A machine whose cycles end with 14: two companies have an NF of one number.
struct TwoCompanies : Machine {
    TwoCompanies() {
        const auto first = add_order("VCD0000001", {{azeitona, 10}});
        const auto second = add_order("VCD0000002", {{azeitona, 20}});
        const auto winner = add_nf("130001", first, {4});
        const auto loser = add_nf("130001", second, {5}, {{"company_id", 2}});
        key = "account.move:" + std::to_string(loser);
        reason = "NF 130001: account.move " + std::to_string(loser) + " and " + std::to_string(winner) +
                 " have the same number; " + std::to_string(winner) + " is kept";
        REQUIRE(run_program({"--quiet"}).status == number_of(ExitCode::done_with_rejects));
    }

    // Only the database's address is needed.
    Outcome rejects(std::vector<std::string> words) {
        words.insert(words.begin(), {ciclo_program(), "rejects"});
        auto outcome = Program(words, {{"DATABASE_URL", variables.at("DATABASE_URL")}}).wait();
        check_no_secret(*this, outcome);
        return outcome;
    }

    std::string key;
    std::string reason;
};

}  // namespace

TEST_CASE(
    "'rejects' lists what is set aside: what, why, since when, how often tried and what a person can do") {
    TwoCompanies machine;
    REQUIRE(machine.run_program({"--quiet"}).status == number_of(ExitCode::done_with_rejects));
    const auto outcome = machine.rejects({});
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.err.empty());
    CHECK_THAT(outcome.out, StartsWith(machine.key + "  " + machine.reason + "\n    since 20"));
    check_contains(outcome.out, {", last tried 20", ", tried 2 times\n",
                                 "    remedy: give one of the two another "
                                 "number, or leave a company out (--excluded-companies)"});
    CHECK_THAT(outcome.out,
               EndsWith("1 count (exit status 14), 0 accepted; times are local (America/Sao_Paulo)\n"));
    CHECK(machine.rejects({"list"}).out == outcome.out);
    check_contains(machine.rejects({"--lang", "pt"}).out,
                   {"desde 20", "2 tentativas", "o que fazer: dê outro número a uma das duas",
                    "1 contam (código 14), 0 aceitos; horário local (America/Sao_Paulo)"});
    CHECK(machine.rejects({"--quiet"}).out.empty());
}

TEST_CASE(
    "'rejects accept' notes who, when and why, and the next cycle ends with 0 and says what was accepted") {
    TwoCompanies machine;
    const auto accepted = machine.rejects({"accept", machine.key, "--why", "duas empresas, um número"});
    INFO(accepted.text());
    CHECK(accepted.status == 0);
    CHECK_THAT(accepted.out, StartsWith(machine.key) && Contains("    accepted by ") && Contains("@") &&
                                 EndsWith(": duas empresas, um número\n"));
    CHECK(machine.value("SELECT accepted_at > now() - interval '1 minute' AND accepted_by LIKE '_%@_%'"
                        " AND accepted_reason = reason FROM ciclo_rejeito") == "t");
    const auto cycle = machine.run_program();
    INFO(cycle.text());
    CHECK(cycle.status == 0);
    CHECK_THAT(cycle.out, EndsWith(" KiB of memory, 1 set aside and accepted\n"));
    CHECK(machine.journal() == "ok|0");
    check_contains(machine.rejects({}).out, {machine.key, "0 count (exit status 14), 1 accepted"});
    check_contains(machine.run_program({"status"}).out,
                   {"all is well", "set aside and accepted: 1 records of Odoo ('ciclo rejects')\n"});
    check_contains(machine.run_program({"history", "--last", "1"}).out, {"1 set aside and accepted"});
    const auto page = machine.run_program({"report", "--html", "-"}).out;
    check_contains(page, {machine.key, "duas empresas, um número"});
}

TEST_CASE("'rejects reopen' makes a record count again") {
    TwoCompanies machine;
    REQUIRE(machine.rejects({"accept", machine.key, "--why", "duas empresas"}).status == 0);
    REQUIRE(machine.run_program({"--quiet"}).status == 0);
    const auto reopened = machine.rejects({"reopen", machine.key});
    CHECK(reopened.status == 0);
    CHECK_THAT(reopened.out, StartsWith(machine.key) && Contains("remedy: ") && !Contains("accepted"));
    CHECK(machine.run_program({"--quiet"}).status == number_of(ExitCode::done_with_rejects));
}

TEST_CASE("'rejects --json' has every fact of a record, before and after it was accepted") {
    TwoCompanies machine;
    const auto before = json::Document::parse(machine.rejects({"--json"}).out);
    const auto reject = before.root().at("rejects").at(0);
    CHECK(before.root().at("total").integer() == 1);
    CHECK(reject.at("key").string() == machine.key);
    CHECK(reject.at("model").string() == "account.move");
    CHECK(reject.at("reason").string() == machine.reason);
    CHECK(reject.at("counts").boolean());
    CHECK(reject.at("tries").integer() == 1);
    CHECK(reject.at("first_seen").string() == reject.at("last_tried").string());
    CHECK(reject.at("accepted").is(json::Type::null));
    CHECK_THAT(std::string(reject.at("next_step").string()), StartsWith("remedy: give one"));
    const auto after = json::Document::parse(
        machine.rejects({"accept", machine.key, "--why", "duas empresas", "--output", "json"}).out);
    const auto accepted = after.root().at("rejects").at(0).at("accepted");
    CHECK_FALSE(after.root().at("rejects").at(0).at("counts").boolean());
    CHECK(accepted.at("why").string() == "duas empresas");
    CHECK(accepted.at("reason").string() == machine.reason);
    CHECK_THAT(std::string(accepted.at("at").string()), EndsWith("Z"));
}

TEST_CASE(
    "64: 'rejects' refuses a key that is none, a record that is not set aside, and to accept without a why") {
    TwoCompanies machine;
    const auto refused = [&](const std::vector<std::string>& words, const std::vector<std::string>& wanted) {
        const auto outcome = machine.rejects(words);
        INFO(outcome.text());
        CHECK(outcome.status == number_of(ExitCode::usage));
        CHECK(outcome.out.empty());
        check_contains(outcome.err, wanted);
    };
    refused({"accept", "4711", "--why", "x"}, {"'4711' is not a key", "account.move:4711"});
    refused({"accept", "account.move:999999", "--why", "x"},
            {"'account.move:999999' is not set aside", "'ciclo rejects' lists them"});
    refused({"reopen", "sale.order:1"}, {"'sale.order:1' is not set aside"});
    refused({"accept", machine.key}, {"needs --why", "two companies, one number"});
    refused({"accept", machine.key, "--why", "  "}, {"needs --why"});
    refused({"reopen", machine.key, "--why", "x"}, {"option '--why' is not valid for 'rejects reopen'"});
    CHECK(machine.value("SELECT count(*) FROM ciclo_rejeito WHERE accepted_at IS NULL") == "1");
}

TEST_CASE("'rejects' with nothing set aside says so, and does not hand a terminal what stands in a reason") {
    Machine machine;
    CHECK(machine.run_program({"rejects"}).out == "nothing is set aside\n");
    CHECK(machine.run_program({"rejects", "--lang", "pt"}).out == "nada foi rejeitado\n");
    machine.execute(
        "INSERT INTO ciclo_rejeito (model, record_id, reason, first_seen, last_seen)"
        " VALUES ('sale.order', 7, E'red\\x1b[31m' || repeat('x', 500), now(), now())");
    const auto text = machine.run_program({"rejects"}).out;
    CHECK_THAT(text, StartsWith("sale.order:7  red\\u001b[31mxxx") && Contains("xxx...\n") &&
                         !Contains("\x1b") && !Contains("tried 0"));
    check_contains(text, {"remedy: correct it in Odoo, or let the Odoo user read what the reason names"});
}

TEST_CASE("78: 'rejects' on the tables of an earlier version names the one command") {
    TwoCompanies machine;
    REQUIRE(machine.leaves_nothing_behind());
    machine.execute("ALTER TABLE ciclo_rejeito DROP COLUMN accepted_reason");
    check_failure(machine, machine.rejects({}), ExitCode::config_error,
                  {"accepted_reason", "ciclo schema apply"});
    check_failure(machine, machine.rejects({"accept", machine.key, "--why", "x"}), ExitCode::config_error,
                  {"accepted_reason", "ciclo schema apply"});
}

TEST_CASE("77: a role that only looks lists what is set aside, and sees the GRANT that accepting needs") {
    TwoCompanies machine;
    const auto role = "m_" + machine.database.name();
    machine.database.cluster().as_superuser("CREATE ROLE " + role + " LOGIN");
    machine.execute(
        "GRANT SELECT ON ciclo_execucao, ciclo_etapa, ciclo_rejeito, faturamento_produto,"
        " carteira_principal TO " +
        role);
    machine.variables["DATABASE_URL"] = machine.database.cluster().socket_url(machine.database.name(), role);
    check_contains(machine.rejects({}).out, {machine.key});
    const auto refused = machine.rejects({"accept", machine.key, "--why", "duas empresas"});
    INFO(refused.text());
    CHECK(refused.status == number_of(ExitCode::auth_refused));
    check_contains(refused.err, {"ciclo_rejeito", "grant SELECT and UPDATE on it to this role"});
    machine.execute("GRANT UPDATE ON ciclo_rejeito TO " + role);
    CHECK(machine.rejects({"accept", machine.key, "--why", "duas empresas"}).status == 0);
    Session(machine.database.admin_url()).execute("DROP OWNED BY " + role);
    machine.database.cluster().as_superuser("DROP ROLE " + role);
}

TEST_CASE("74: a record that a cycle is writing is not waited for long") {
    TwoCompanies machine;
    Session other(machine.database.url());
    other.execute("BEGIN");
    other.execute("UPDATE ciclo_rejeito SET tries = 5");
    const auto outcome = machine.rejects({"accept", machine.key, "--why", "duas empresas"});
    other.execute("ROLLBACK");
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::database_unavailable));
    check_contains(outcome.err, {"a cycle is writing the row; try again in a moment"});
    CHECK(machine.value("SELECT accepted_at IS NULL FROM ciclo_rejeito") == "t");
}

TEST_CASE("a cycle and a dry run name five of the records that are set aside, and how many more there are") {
    Machine machine;
    std::vector<Order> orders;
    for (int i = 1; i <= 7; ++i)
        orders.push_back(machine.add_order("VCD000000" + std::to_string(i), {{machine.azeitona, 10}}));
    for (const auto& order : orders)
        machine.odoo.store().write("sale.order.line", order.lines.front(), {{"price_unit", Decimal{"NaN"}}});
    for (const auto* words : {"--dry-run", "run"}) {
        const auto outcome = machine.run_program({words});
        INFO(outcome.text());
        check_contains(outcome.out + outcome.err, {"; and 2 more"});
    }
    machine.odoo.store().write("sale.order.line", orders[0].lines.front(), {{"price_unit", 9.5}});
    machine.odoo.store().write("sale.order.line", orders[1].lines.front(), {{"price_unit", 9.5}});
    const auto outcome = machine.run_program();
    INFO(outcome.text());
    CHECK(outcome.status == number_of(ExitCode::done_with_rejects));
    CHECK_THAT(outcome.err, Contains("5 records were set aside") && !Contains(" more"));
}
