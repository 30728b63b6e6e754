#include <fmt/core.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "machine.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

namespace fs = std::filesystem;

// A machine that knows its database and nothing of Odoo, and a place to write to.
class Watcher : public Machine {
  public:
    Watcher() {
        auto name = (fs::temp_directory_path() / "ciclo-report-test-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        directory = name;
        for (const auto* odoo_variable : {"ODOO_URL", "ODOO_DB", "ODOO_USERNAME", "ODOO_API_KEY"}) {
            of_odoo.insert(variables.extract(odoo_variable));
        }
    }
    ~Watcher() { fs::remove_all(directory); }
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    Outcome run_cycle() {
        auto all = variables;
        all.insert(of_odoo.begin(), of_odoo.end());
        std::swap(all, variables);
        auto outcome = run_program();
        std::swap(all, variables);
        return outcome;
    }

    // The page on standard output.
    std::string page(const std::vector<std::string>& more = {}) {
        std::vector<std::string> words{"report", "--html", "-"};
        words.insert(words.end(), more.begin(), more.end());
        const auto outcome = run_program(words);
        INFO(outcome.text());
        CHECK(outcome.status == 0);
        CHECK(outcome.err.empty());
        check_no_secret(*this, outcome);
        return outcome.out;
    }

    [[nodiscard]] std::string file() const { return directory / "ciclo.html"; }

    fs::path directory;
    Variables of_odoo;
};

std::string content(const fs::path& path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

void check_is_page(const std::string& text) {
    CHECK_THAT(text, StartsWith("<!DOCTYPE html>"));
    CHECK_THAT(text, Catch::Matchers::EndsWith("</html>\n"));
}

}  // namespace

TEST_CASE("after a cycle the page says that all is well, and does not contain Odoo's URL") {
    Watcher watcher;
    watcher.add_pedido_with_nf();
    REQUIRE(watcher.run_cycle().status == 0);
    const auto requests = watcher.odoo.requests().size();
    const auto page = watcher.page();
    check_is_page(page);
    check_contains(page,
                   {"all is well", "id=\"cycles\"", "nf_half_cancelled", "NF_SEM_SEPARACAO", "VCD0000001"});
    CHECK(watcher.odoo.requests().size() == requests);
    CHECK(watcher.value("SELECT count(*) FROM ciclo_execucao") == "1");
    // What follows an NF: its delivery, and the events of the first good run.
    check_contains(page, {"<h3>deliveries inserted</h3><p class=\"note\">1 in all, 1 a day at most</p>",
                          "<h3>shipment items updated</h3><p class=\"note\">0 in all, 0 a day at most</p>",
                          "<h3>events</h3><p class=\"note\">2 in all, 2 a day at most</p>"});
    const auto status = watcher.run_program({"status", "--output", "json"});
    check_contains(status.out, {"\"deliveries_inserted\":1", "\"events\":1"});
}

TEST_CASE("a stale stage is reported, and the page is written all the same") {
    Watcher watcher;
    REQUIRE(watcher.run_cycle().status == 0);
    watcher.execute(
        "UPDATE ciclo_etapa SET finished_at = finished_at - interval '3 hours' WHERE stage = 'carteira'");
    CHECK_THAT(watcher.page(), Contains("carteira has been stale since"));
    CHECK_THAT(watcher.page({"--lang", "pt"}), Contains("a etapa carteira está parada desde"));
}

TEST_CASE(
    "what waits for a person is on the page: inconsistencies, rejects, alerts, each with how many more") {
    Watcher watcher;
    REQUIRE(watcher.run_cycle().status == 0);
    watcher.execute(R"(
        INSERT INTO inconsistencia_faturamento (tipo, numero_nf, num_pedido, cod_produto, qtd_faturada, resolvida, detectada_em)
        SELECT 'DIVERGENCIA_NF_EMBARQUE', '1' || n, 'VCD1', 'P1', 1, n > 7, '2026-11-20 10:00' FROM generate_series(1, 9) n;
        INSERT INTO ciclo_rejeito (model, record_id, reason, first_seen, last_seen)
        SELECT 'account.move', n, 'NF <b>' || n || '</b>', now(), now() FROM generate_series(1, 40) n;
        INSERT INTO alertas_separacao_cotada (separacao_lote_id, num_pedido, cod_produto, tipo_alteracao, qtd_anterior, qtd_nova,
            reimpresso, data_alerta)
        VALUES ('LOTE_OPEN', 'VCD1', 'P1', 'REDUCAO', 1240.5, 980, false, '2026-11-20 10:00'),
               ('LOTE_DONE', 'VCD1', 'P1', 'REDUCAO', 2, 1, true, '2026-11-20 10:00'))");
    const auto page = watcher.page();
    check_contains(page, {"DIVERGENCIA_NF_EMBARQUE", ">7<", "NF &lt;b&gt;1&lt;/b&gt;", "and 25 more",
                          "LOTE_OPEN", "1,240.5", "20 Nov 2026, 10:00"});
    CHECK_THAT(page, !Contains("LOTE_DONE"));
}

TEST_CASE("a file is replaced as a whole, and for everybody to read") {
    Watcher watcher;
    std::ofstream(watcher.file()) << "yesterday's";
    const auto outcome = watcher.run_program({"report", "--html", watcher.file()});
    INFO(outcome.text());
    CHECK(outcome.status == 0);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.empty());
    check_is_page(content(watcher.file()));
    struct stat status {};
    REQUIRE(stat(watcher.file().c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0644);
    CHECK(std::distance(fs::directory_iterator(watcher.directory), fs::directory_iterator()) == 1);
}

TEST_CASE("where the page cannot be written, the old one stays and the message says what to do") {
    Watcher watcher;
    check_failure(watcher, watcher.run_program({"report"}), ExitCode::usage,
                  {"where to write its page", "--html ciclo.html"});
    check_failure(watcher,
                  watcher.run_program({"report", "--html", (watcher.directory / "none" / "x.html").string()}),
                  ExitCode::config_error, {"x.html", "No such file or directory", "may write"});
    check_failure(watcher, watcher.run_program({"report", "--html", watcher.directory}),
                  ExitCode::config_error, {"not a regular file"});
    watcher.variables["CICLO_HTML"] = watcher.file();
    CHECK(watcher.run_program({"report"}).status == 0);
    check_is_page(content(watcher.file()));
}

TEST_CASE("a database on which no cycle ever ran has a page too, with or without ciclo's own tables") {
    Watcher watcher;
    CHECK_THAT(watcher.page(), Contains("never had a good run") && !Contains("id=\"cycles\""));
    watcher.execute("DROP TABLE ciclo_etapa, ciclo_execucao, ciclo_rejeito CASCADE");
    const auto page = watcher.page();
    check_is_page(page);
    check_contains(page, {"ciclo has never run on this database", "schema apply"});
}

TEST_CASE("a role that may only read is enough, and it leaves no trace") {
    Watcher watcher;
    REQUIRE(watcher.run_cycle().status == 0);
    const auto& cluster = watcher.database.cluster();
    const auto role = "ciclo_" + watcher.database.name();
    cluster.as_superuser(fmt::format("CREATE ROLE {} LOGIN", role));
    watcher.execute(fmt::format("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {}", role));
    watcher.variables["DATABASE_URL"] = cluster.socket_url(watcher.database.name(), role);
    check_contains(watcher.page(), {"all is well", role});
    CHECK(watcher.leaves_nothing_behind());
    Session(watcher.database.admin_url()).execute(fmt::format("DROP OWNED BY {}", role));
    cluster.as_superuser(fmt::format("DROP ROLE {}", role));
}

TEST_CASE("times are those of the configured time zone") {
    Watcher watcher;
    REQUIRE(watcher.run_cycle().status == 0);
    watcher.execute(
        "UPDATE ciclo_execucao SET started_at = date_trunc('hour', now()) - interval '2 hours', finished_at "
        "= now()");
    for (const auto* zone : {"America/Sao_Paulo", "Asia/Tokyo"}) {
        const auto clock = watcher.value(fmt::format(
            "SELECT to_char((date_trunc('hour', now()) - interval '2 hours') AT TIME ZONE '{}', 'HH24:MI')",
            zone));
        const auto page = watcher.page({"--time-zone", zone});
        CHECK_THAT(page, Contains(fmt::format(", {}: ok (0)", clock)) && Contains(zone));
    }
}
