// `ciclo removed` of the built program, and the SQL of the manuals that puts a row back.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "json/value.hpp"
#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

namespace {

// Two pedidos with lots; Odoo cancels one, and the other's NF.
struct TakenAway : Machine {
    TakenAway() {
        const auto first = add_order("VCD0000001", {{azeitona, 10}});
        const auto second = add_order("VCD0000002", {{palmito, 5}});
        add_lot("L1", "VCD0000001", {{"4310162", 10}});
        add_lot("L2", "VCD0000002", {{"4360147", 5}});
        add_item(1, "L2", "VCD0000002");
        const auto nf = add_nf("130002", second, {5});
        REQUIRE(run_program({"--quiet"}).status == 0);
        execute("UPDATE carteira_principal SET expedicao = '2026-11-25'");
        before = rows("SELECT * FROM separacao ORDER BY id");
        odoo.store().write("sale.order", first.id, {{"state", "cancel"}});
        odoo.store().write("account.move", nf, {{"state", "cancel"}});
        REQUIRE(run_program({"--quiet"}).status == 0);
    }

    Outcome removed(std::vector<std::string> words) {
        words.insert(words.begin(), {ciclo_program(), "removed"});
        auto outcome = Program(words, {{"DATABASE_URL", variables.at("DATABASE_URL")}}).wait();
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(outcome.err.empty());
        check_no_secret(*this, outcome);
        return outcome;
    }

    std::string before;
};

std::string id_of(Machine& machine, const std::string& where) {
    return machine.value("SELECT min(id) FROM ciclo_removido WHERE " + where);
}

// The first statement of a manual below this heading, for this id of ciclo_removido.
std::string put_back(const std::string& manual, const std::string& heading, const std::string& begin,
                     const std::string& id) {
    std::ifstream file(std::string(CICLO_SOURCE_DIR) + "/cron/" + manual);
    std::ostringstream text;
    text << file.rdbuf();
    const auto all = text.str();
    const auto section = all.find(heading);
    REQUIRE(section != std::string::npos);
    const auto from = all.find(begin, section);
    REQUIRE(from != std::string::npos);
    auto sql = all.substr(from, all.find(";\n", from) - from);
    const std::string place = "id = 4711";
    REQUIRE(sql.find(place) != std::string::npos);
    return sql.replace(sql.find(place), place.size(), "id = " + id);
}

}  // namespace

TEST_CASE("'removed' has a line a row: when, what, why and by which names people know it, the newest last") {
    TakenAway machine;
    const auto text = machine.removed({}).out;
    INFO(text);
    check_contains(text,
                   {"  movimentacao_estoque ",
                    "NF cancelada no Odoo: pedido VCD0000002, product 4360147, lot L2, NF 130002\n",
                    "  carteira_principal ", "pedido cancelado no Odoo: pedido VCD0000001, product 4310162\n",
                    "  separacao ", "pedido VCD0000001, product 4310162, lot L1\n", "  embarque_itens "});
    CHECK_THAT(text,
               EndsWith("rows as they were before a cycle took them away; the newest last, times are local "
                        "(America/Sao_Paulo)\n"));
    CHECK(text.find("movimentacao_estoque") < text.find("carteira_principal"));
    check_contains(machine.removed({"--lang", "pt"}).out,
                   {"produto 4310162, lote L1", "linhas como eram antes de um ciclo retirá-las"});
    CHECK(machine.removed({"--quiet"}).out.empty());
}

TEST_CASE("'removed --pedido' has the rows of these pedidos alone, and --last the newest of them") {
    TakenAway machine;
    const auto one = machine.removed({"--pedido", "VCD0000001"}).out;
    CHECK_THAT(one, Contains("VCD0000001") && !Contains("VCD0000002"));
    const auto both = machine.removed({"--pedido", "VCD0000001,VCD0000002"}).out;
    CHECK_THAT(both, Contains("VCD0000001") && Contains("embarque_itens") && Contains("VCD0000002"));
    const auto last = machine.removed({"--last", "1"}).out;
    const auto total = machine.value("SELECT count(*) - 1 FROM ciclo_removido");
    CHECK_THAT(last,
               Contains("and " + total + " older: --last shows more\n") && Contains("\n1 rows as they were"));
    CHECK(machine.removed({"--pedido", "VCD0000009"}).out == "no such row was kept\n");
    CHECK(machine.removed({"--pedido", "VCD0000009", "--lang", "pt"}).out ==
          "nenhuma linha assim foi guardada\n");
}

TEST_CASE("'removed --nf' has the rows of these NFs, and with --pedido those of either") {
    TakenAway machine;
    const auto nf = machine.removed({"--nf", "130002"}).out;
    CHECK_THAT(nf, Contains("NF 130002") && !Contains("VCD0000001"));
    const auto either = machine.removed({"--nf", "130002", "--pedido", "VCD0000001"}).out;
    CHECK_THAT(either, Contains("NF 130002") && Contains("VCD0000001"));
    CHECK(machine.removed({"--nf", "1"}).out == "no such row was kept\n");
}

TEST_CASE(
    "'removed --json' has whole rows, with their cycle and the columns that only the application knows") {
    TakenAway machine;
    const auto document = json::Document::parse(machine.removed({"--pedido", "VCD0000001", "--json"}).out);
    CHECK(document.root().at("total").integer() == 2);
    const auto row = document.root().at("removed").at(0);
    CHECK(row.at("table").string() == "carteira_principal");
    CHECK(row.at("reason").string() == "pedido cancelado no Odoo");
    CHECK(row.at("row").at("expedicao").string() == "2026-11-25");
    CHECK(row.at("row").at("id").integer() == row.at("record_id").integer());
    CHECK(machine.value("SELECT max(id::text) FROM ciclo_execucao WHERE id = '" +
                        std::string(row.at("execution").string()) + "'") == row.at("execution").string());
    CHECK_THAT(std::string(row.at("removed_at").string()), EndsWith("Z"));
    CHECK(document.root().at("removed").at(1).at("row").at("qtd_saldo").integer() == 10);
}

TEST_CASE("the SQL of the manuals puts a changed row back as it was, and a deleted one too") {
    const auto manual = GENERATE(std::string("OPERATIONS.md"), std::string("OPERACAO.md"));
    const std::string heading =
        manual == "OPERATIONS.md" ? "## Rows that a cycle took away" : "### Linhas que um ciclo retirou";
    INFO(manual);
    TakenAway machine;
    const auto id = id_of(machine, "table_name = 'separacao' AND row->>'num_pedido' = 'VCD0000002'");
    // What follows from the pedido's customer stays as it is now.
    const std::string without = " - '{cnpj_cpf,raz_social_red,nome_cidade,cod_uf}'::text[]";
    const auto kept = machine.value("SELECT row" + without + " FROM ciclo_removido WHERE id = " + id);
    const auto update = put_back(manual, heading, "UPDATE separacao", id);
    const auto row = "SELECT to_jsonb(s)" + without + " FROM separacao s WHERE num_pedido = 'VCD0000002'";
    REQUIRE(machine.value(row) != kept);
    machine.execute(update);
    CHECK(machine.value(row) == kept);
    CHECK(machine.value("SELECT numero_nf FROM separacao WHERE num_pedido = 'VCD0000001'").empty());
    machine.execute("DELETE FROM separacao WHERE num_pedido = 'VCD0000002'");
    machine.execute(put_back(manual, heading, "INSERT INTO separacao", id));
    CHECK(machine.value(row) == kept);
}

TEST_CASE("78: 'removed' without its table names the one command") {
    Machine machine;
    machine.execute("DROP TABLE ciclo_removido");
    check_failure(machine, machine.run_program({"removed"}), ExitCode::config_error,
                  {"ciclo_removido", "ciclo schema apply"});
}
