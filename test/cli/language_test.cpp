#include <catch2/catch.hpp>

#include "json/value.hpp"
#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

TEST_CASE("LANG and --lang choose the language of a cycle's result; the log stays English") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.variables["LANG"] = "pt_BR.UTF-8";
    const auto portuguese = machine.run_program();
    INFO(portuguese.text());
    CHECK(portuguese.status == 0);
    check_contains(portuguese.out, {"ciclo ", "linhas inseridas: 1", "ok: ciclo completo em "});
    check_contains(portuguese.err, {"info    done stage=carteira", "inserted=1"});
    const auto english = machine.run_program({"--lang", "en"});
    check_contains(english.out, {"cycle ", "nothing to do", "ok: a complete cycle in "});
}

TEST_CASE("a dry run lists its rows in Portuguese, and writes nothing in any language") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto outcome = machine.run_program({"--dry-run", "--verbose", "--lang", "pt"});
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    check_contains(outcome.out, {"linhas que seriam alteradas:\n",
                                 "  carteira_principal inserida: ", "seriam alteradas:\n",
                                 "1 inseridas, 0 atualizadas, 0 excluídas", "nada foi gravado\n"});
    CHECK(machine.value("SELECT count(*) FROM carteira_principal") == "0");
}

TEST_CASE("a failure says in Portuguese what is kept and what to do, its cause in English") {
    Machine machine;
    machine.variables["ODOO_API_KEY"] = "chave-errada-5555";
    const auto outcome = machine.run_program({"--lang=pt-BR"});
    check_failure(machine, outcome, ExitCode::auth_refused, {"Odoo refused the login"});
    check_contains(outcome.out, {"auth_refused (77): Odoo refused the login", "banco de dados: nada mudou",
                                 "o que fazer: confira ODOO_USERNAME e ODOO_API_KEY"});
}

TEST_CASE("what ends a run before its settings are read has its remedy in Portuguese too") {
    Machine machine;
    machine.variables["LC_ALL"] = "pt_BR.UTF-8";
    const auto wrong_word = machine.run_program({"--janela"});
    check_failure(machine, wrong_word, ExitCode::usage,
                  {"unknown option '--janela'", "o que fazer: 'ciclo "});
    machine.variables.erase("ODOO_URL");
    const auto incomplete = machine.run_program({"--lang=en"});
    check_failure(machine, incomplete, ExitCode::config_error,
                  {"ODOO_URL", "hint: 'ciclo run --help' lists every setting"});
}

TEST_CASE("JSON is English in every language, and --json is --output json") {
    Machine machine;
    machine.variables["LANG"] = "pt_BR.UTF-8";
    machine.variables["ODOO_API_KEY"] = "chave-errada-5555";
    const auto outcome = machine.run_program({"--json"});
    const auto document = json::Document::parse(outcome.out);
    CHECK(document.root().at("kept").string() == "unchanged");
    CHECK_THAT(std::string(document.root().at("hint").string()), Contains("check ODOO_USERNAME"));
}

TEST_CASE("an unsupported language is refused as an option, and ignored in LANG") {
    Machine machine;
    machine.variables["LANG"] = "de_DE.UTF-8";
    CHECK(machine.run_program().status == 0);
    const auto outcome = machine.run_program({"--lang", "de"});
    check_failure(machine, outcome, ExitCode::config_error,
                  {"--lang", "'de' is not known; expected en or pt"});
}
