// `ciclo check` as a whole: what it reports when all is well, and how. Single points:
// check_database_test.cpp, check_odoo_test.cpp.
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <set>
#include <thread>

#include "check_support.hpp"
#include "json/value.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::vector<std::string> names_of(const json::Document& document) {
    std::vector<std::string> out;
    for (const auto& point : document.root().at("points").elements())
        out.emplace_back(point.at("name").string());
    return out;
}

std::string outcome_of(const json::Document& document, std::string_view name) {
    for (const auto& point : document.root().at("points").elements()) {
        if (point.at("name").string() == name) return std::string(point.at("outcome").string());
    }
    return {};
}

void wait_until_fired(Machine& machine, std::size_t rule) {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (machine.odoo.fired(rule) == 0 && std::chrono::steady_clock::now() < give_up) {
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    REQUIRE(machine.odoo.fired(rule) > 0);
}

}  // namespace

TEST_CASE("a check reports every point when all is well, and writes nothing") {
    Ready machine;
    const auto before = everything(machine);
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK(checked.outcome.err.empty());
    CHECK_THAT(checked.outcome.out, Catch::Matchers::EndsWith("\nok: a cycle can run\n"));
    for (const auto& [name, line] : checked.lines) {
        INFO(name);
        CHECK_THAT(line, StartsWith("ok "));
    }
    const auto url = machine.variables.at("DATABASE_URL");
    CHECK(checked.line("DATABASE_URL") == fmt::format("ok set, {} characters (environment)", url.size()));
    CHECK(checked.line("ODOO_URL") == fmt::format("ok {} (environment)", machine.odoo.url()));
    CHECK(checked.line("ODOO_API_KEY") == "ok set, 25 characters (environment)");
    CHECK(checked.line("settings") == "ok all others by default");
    CHECK_THAT(checked.line("database"),
               Contains("ciclo@") && Contains(machine.database.name() + ", PostgreSQL 1"));
    CHECK(checked.line("tls") == "ok none; the connection does not leave this machine");
    CHECK(checked.line("temporary tables") == "ok can be made and filled (1 MB, rolled back)");
    CHECK(checked.line("encoding") == "ok UTF8");
    CHECK_THAT(checked.line("connections"), Contains("more can be opened"));
    CHECK(checked.line("schema") == "ok every table and column is there");
    CHECK(checked.line("rights") == "ok every right that a cycle needs, on every table that is there");
    CHECK(checked.line("time zone") == "ok America/Sao_Paulo (UTC-03:00)");
    CHECK(checked.line("cycle") == "ok none is running now");
    for (const auto* stage : {"faturamento", "integridade", "faturado", "carteira"}) {
        CHECK_THAT(checked.line(std::string("last ") + stage), StartsWith("ok ended well "));
    }
    CHECK(checked.line("odoo") == fmt::format("ok {}, Odoo 17.0, JSON-RPC", machine.odoo.url()));
    CHECK(checked.line("odoo login") == "ok 'ciclo@example.com' in database 'odoo', user id 2");
    CHECK(checked.line("odoo models") == "ok 18 models can be read, with every field that is needed");
    CHECK(checked.line("tipos-pedido") ==
          "ok venda, bonificacao; left out: devolucao, industrializacao, transferencia");
    CHECK(checked.line("companies") == "ok 1 CONSERVAS CAMPO NOVO LTDA");
    CHECK_THAT(checked.line("clock odoo"), Contains("from the clock of this machine"));
    CHECK_THAT(checked.line("clock database"), Contains("from the clock of this machine"));
    CHECK_THAT(checked.line("memory"), Contains("MiB free; the last cycles needed up to"));
    CHECK(everything(machine) == before);
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("on a new database the check says that the first run is a full load, and that a cycle can run") {
    Machine machine;
    machine.add_pedido_with_nf();
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.outcome.out, Contains("ok: a cycle can run; look at what says AVISO (4)"));
    CHECK_THAT(checked.line("last carteira"), StartsWith("AVISO never: the first run is a full load") &&
                                                  Contains("remedy: run 'ciclo run --deadline 2h'"));
    CHECK_THAT(checked.line("memory"), Contains("no cycle has recorded its peak yet"));
    CHECK(machine.journal().empty());
}

TEST_CASE(
    "a stage without a good run for 45 minutes is an AVISO, and a running cycle is reported, not waited "
    "for") {
    Ready machine;
    machine.execute(
        "UPDATE ciclo_etapa SET finished_at = now() - interval '3 h 7 min' WHERE stage = 'carteira'");
    machine.execute(
        "UPDATE ciclo_etapa SET finished_at = now() - interval '44 min' WHERE stage = 'faturado'");
    machine.execute(
        "INSERT INTO ciclo_execucao (id, started_at, version, host, arguments)"
        " VALUES (gen_random_uuid(), '2099-01-02 03:04:05Z', '0', 'outra-maquina', 'run')");
    machine.execute("SELECT pg_advisory_lock(hashtext('ciclo'), hashtext(current_schema()))");
    const auto checked = check(machine, {"--lock-wait", "20s"});
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK(checked.outcome.taken < std::chrono::seconds{10});
    CHECK_THAT(checked.line("last carteira"),
               StartsWith("AVISO ended well 3 h 7 min ago\nremedy: is the schedule enabled?"));
    CHECK(checked.line("last faturado") == "ok ended well 44 min ago");
    CHECK(checked.line("cycle") == "ok one is running since 2099-01-02 00:04 on host outra-maquina");
    machine.execute("DELETE FROM ciclo_execucao WHERE host = 'outra-maquina'");
    CHECK_THAT(check(machine).line("cycle"), StartsWith("ok one is running in session "));
}

TEST_CASE("a cycle that needed more than half of what is free now is an AVISO") {
    Ready machine;
    machine.execute(
        "UPDATE ciclo_execucao SET counts = jsonb_set(counts, '{peak_memory_kib}', '104857600000')");
    CHECK_THAT(check(machine).line("memory"),
               StartsWith("AVISO ") &&
                   Contains("the last cycles needed up to 102400000 MiB\nremedy: give the machine"));
}

TEST_CASE("clocks that are more than a minute apart are an AVISO") {
    Ready machine;
    const auto checked = check(machine, {}, std::chrono::minutes{5});
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("clock odoo"),
               StartsWith("AVISO +") && Contains("remedy: synchronize both clocks by NTP"));
    CHECK_THAT(check(machine, {}, std::chrono::seconds{-45}).line("clock odoo"), StartsWith("ok -4"));
}

TEST_CASE("wrong settings are points like others: all of them, and the database is checked all the same") {
    Ready machine;
    machine.variables.erase("ODOO_DB");
    machine.variables["ODOO_URL"] = "odoo.example.com";
    machine.variables["CICLO_WINDOW"] = "soon";
    machine.variables["CICLO_WINDWO"] = "40m";
    machine.variables["CICLO_STATUS_WINDOW"] = "2d";
    const auto checked = check(machine, {"--removal=archive"});
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(checked.line("ODOO_DB"), StartsWith("FAIL (environment): is missing") && Contains("remedy: "));
    CHECK_THAT(checked.line("ODOO_URL"), StartsWith("FAIL (environment): 'odoo.example.com' does not begin"));
    CHECK_THAT(checked.line("CICLO_WINDOW"), StartsWith("FAIL (environment): "));
    CHECK_THAT(
        checked.line("settings"),
        StartsWith(
            "ok CICLO_STATUS_WINDOW 2d (environment), CICLO_REMOVAL archive (--removal, command line); all "
            "others by default\n") &&
            Contains("AVISO unknown variable 'CICLO_WINDWO'"));
    CHECK_THAT(checked.line("database"), StartsWith("ok "));
    CHECK_THAT(checked.line("rights"), StartsWith("ok "));
    CHECK(checked.line("odoo").empty());
    CHECK_THAT(checked.line("memory"), StartsWith("ok "));
    CHECK_THAT(checked.outcome.out, Contains("config_error (78): a cycle would fail"));
}

TEST_CASE("with a wrong DATABASE_URL Odoo is checked all the same, and libpq's own variables are named") {
    Ready machine;
    machine.variables["DATABASE_URL"] = "mysql://u:geheim-4711@h/d";
    const auto wrong = check(machine);
    CHECK(wrong.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(wrong.line("DATABASE_URL"), StartsWith("FAIL ") && !Contains("geheim-4711"));
    CHECK(wrong.line("database").empty());
    CHECK_THAT(wrong.line("odoo login"), StartsWith("ok "));
    machine.variables.erase("DATABASE_URL");
    machine.variables["PGHOST"] = machine.database.cluster().directory();
    machine.variables["PGPORT"] = std::to_string(machine.database.cluster().port());
    machine.variables["PGDATABASE"] = machine.database.name();
    machine.variables["PGUSER"] = "ciclo";
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    CHECK(checked.line("DATABASE_URL") == "ok (PGHOST, PGDATABASE, environment)");
}

TEST_CASE("a secret is shown by its length and the file that it came from") {
    Ready machine;
    const auto path = machine.database.cluster().directory() / "check-key";
    FILE* file = std::fopen(path.c_str(), "w");
    REQUIRE(file != nullptr);
    std::fputs(machine.variables.at("ODOO_API_KEY").c_str(), file);
    std::fclose(file);
    machine.variables.erase("ODOO_API_KEY");
    machine.variables["ODOO_API_KEY_FILE"] = path;
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    CHECK(checked.line("ODOO_API_KEY") ==
          fmt::format("ok set, 25 characters (ODOO_API_KEY_FILE, file '{}')", path.string()));
}

TEST_CASE("the exit code is that of who has to act first, whichever point comes first") {
    Ready machine;
    machine.execute("DROP TABLE saldo_standby");
    machine.variables["ODOO_API_KEY"] = "chave-errada-5555";
    const auto both = check(machine);
    INFO(both.outcome.text());
    CHECK(both.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(both.line("schema"),
               StartsWith("FAIL the database lacks") &&
                   Contains("table saldo_standby is missing\nremedy: run 'ciclo schema apply'"));
    CHECK_THAT(both.line("time zone"), StartsWith("ok "));
    CHECK_THAT(both.line("odoo"), StartsWith("ok "));
    CHECK_THAT(both.line("odoo login"),
               StartsWith("FAIL Odoo refused the login") && Contains("ODOO_API_KEY"));
    machine.variables["DATABASE_URL"] =
        fmt::format("postgres://ciclo:{}@127.0.0.1:1/nowhere", Machine::k_database_password);
    const auto away = check(machine);
    INFO(away.outcome.text());
    CHECK_THAT(away.line("database"),
               StartsWith("FAIL ") && Contains("Connection refused") && Contains("DATABASE_URL"));
    CHECK(away.outcome.status == number_of(ExitCode::auth_refused));
}

TEST_CASE("--json has the points of the text, in English whatever the language") {
    Ready machine;
    machine.execute("DROP TABLE saldo_standby");
    machine.execute("DELETE FROM ciclo_etapa WHERE stage = 'carteira'");
    const auto text = check(machine);
    const auto checked = check(machine, {"--json", "--lang", "pt", "--quiet"});
    INFO(checked.outcome.text());
    const auto document = json::Document::parse(checked.outcome.out);
    const auto root = document.root();
    CHECK(checked.outcome.status == 78);
    CHECK(root.at("exit_code").integer() == 78);
    CHECK(root.at("outcome").string() == "config_error");
    CHECK(outcome_of(document, "schema") == "config_error");
    CHECK(outcome_of(document, "last carteira") == "aviso");
    CHECK(outcome_of(document, "rights") == "ok");
    const auto names = names_of(document);
    std::set<std::string> in_text;
    for (const auto& [name, line] : text.lines) in_text.insert(name);
    CHECK(std::set<std::string>(names.begin(), names.end()) == in_text);
    for (const auto& point : root.at("points").elements()) {
        CHECK_FALSE(point.at("sentence").string().empty());
        CHECK(point.at("remedy").string().empty() == (point.at("outcome").string() == "ok"));
    }
    CHECK_THAT(checked.outcome.out, Contains("every right that a cycle needs, on every table that is there"));
}

TEST_CASE("sentences and remedies are in Portuguese where that is the language") {
    Machine machine;
    machine.add_pedido_with_nf();
    machine.variables["LANG"] = "pt_BR.UTF-8";
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    check_contains(
        checked.outcome.out,
        {"  ok     ODOO_API_KEY     definida, 25 caracteres (ambiente)\n",
         "  ok     permissões       nas tabelas que existem, o ciclo tem todas as permissões de que "
         "precisa\n",
         "  AVISO  última carteira  nunca: a primeira execução faz a carga completa\n                        "
         "  o que fazer: execute 'ciclo run --deadline 2h' uma vez à mão; depois ative o agendamento\n"});
    CHECK_THAT(checked.outcome.out, Contains("ok: um ciclo pode rodar; olhe o que diz AVISO (4)"));
}

TEST_CASE("--quiet prints what is not well and nothing else") {
    Ready machine;
    const auto well = check(machine, {"--quiet"});
    CHECK(well.outcome.status == 0);
    CHECK(well.outcome.out.empty());
    CHECK(well.outcome.err.empty());
    machine.execute("DELETE FROM ciclo_etapa WHERE stage = 'carteira'");
    const auto odd = check(machine, {"--quiet"});
    CHECK(odd.outcome.status == 0);
    CHECK(odd.lines.size() == 1);
    CHECK_THAT(odd.line("last carteira"), StartsWith("AVISO never"));
    machine.odoo.set_login_ok(false);
    const auto failing = check(machine, {"--quiet"});
    CHECK(failing.outcome.status == 77);
    CHECK(failing.lines.size() == 2);
    CHECK_THAT(failing.outcome.out, Contains("auth_refused (77): a cycle would fail"));
}

TEST_CASE("a point is printed as soon as it is known") {
    Ready machine;
    const auto rule = machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    const auto program = start_check(machine);
    wait_until_fired(machine, rule);
    program->signal(SIGKILL);
    const auto outcome = program->wait();
    CHECK(outcome.killed_by == SIGKILL);
    CHECK_THAT(outcome.out,
               Contains("ok     database") && Contains("ok     last carteira") && !Contains("FAIL"));
}

TEST_CASE("a check that receives a stop signal ends at once, and leaves nothing") {
    Ready machine;
    const auto rule = machine.odoo.on_request({.times = -1, .fault = Fault::never_answer()});
    const auto program = start_check(machine);
    wait_until_fired(machine, rule);
    program->signal(SIGTERM);
    const auto outcome = program->wait();
    CHECK(outcome.status == number_of(ExitCode::interrupted_term));
    CHECK_THAT(outcome.err, Contains("stopped by SIGTERM"));
    CHECK(machine.leaves_nothing_behind());
}

TEST_CASE("a metrics file that cannot be written is a failure, one that can is named") {
    Ready machine;
    const auto checked = [&](const std::string& path) {
        const auto result = check(machine, {"--metrics-file", path});
        INFO(result.outcome.text());
        CHECK(result.outcome.status == (result.line("metrics file").starts_with("ok") ? 0 : 78));
        return result.line("metrics file");
    };
    const auto directory = std::filesystem::temp_directory_path().string();
    CHECK(checked(directory + "/ciclo.prom") == "ok " + directory + "/ciclo.prom can be replaced");
    const std::string remedy =
        "\nremedy: name a file in a directory that exists and that this user may write (CICLO_METRICS_FILE)";
    CHECK(checked(directory + "/missing/ciclo.prom") ==
          "FAIL " + directory + "/missing: No such file or directory" + remedy);
    CHECK(checked("/dev/null/ciclo.prom") == "FAIL /dev/null: Not a directory" + remedy);
    CHECK_FALSE(check(machine).lines.contains("metrics file"));
}
