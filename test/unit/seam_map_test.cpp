// What seams_test.cpp checks on lib/, here on a small tree in which faults are planted.
#include "seams/seam_map.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "seams/seam_page.hpp"
#include "seams/source_tree.hpp"
#include "seams/writers.hpp"

using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::Equals;
using Texts = std::vector<std::string>;

namespace {

const Links k_links{{"schema", {}},
                    {"staging", {}},
                    {"faturamento", {"staging"}},
                    {"faturado", {"staging"}},
                    {"integridade", {"faturamento"}}};

const std::string k_writers = R"(
separacao
    faturado: INSERT
    faturado+: lote, protocolo
    faturado, faturamento: status
)";

std::vector<Source> tree() {
    return {{"schema/1.sql", "CREATE TABLE separacao (id serial); CREATE TABLE embarques (id serial);"},
            {"staging/tables.sql",
             "CREATE TEMP TABLE stg_ciclo (a int); CREATE TEMP TABLE stg_move (a int);"
             "CREATE FUNCTION pg_temp.plain(a text) RETURNS text LANGUAGE sql AS $$ SELECT a $$;"},
            {"staging/fill.sql", "INSERT INTO stg_ciclo (a) SELECT 1"},
            {"staging/model.cpp", "Model k_move{\"stg_move\"};"},
            {"faturamento/tables.sql",
             "CREATE TEMP TABLE stg_nf (a int); CREATE TEMP VIEW stg_nf_gone AS SELECT a FROM stg_nf, "
             "stg_ciclo;"},
            {"faturamento/rows.sql",
             "WITH x AS (INSERT INTO stg_nf (a) SELECT a FROM stg_move RETURNING 1) "
             "UPDATE separacao s SET status = pg_temp.plain('A') FROM x, stg_nf_gone"},
            {"faturado/add.sql", "INSERT INTO separacao (lote, protocolo) SELECT a, a FROM stg_ciclo"},
            {"faturado/mark.sql", "UPDATE separacao SET status = 'F'"},
            {"integridade/check.sql", "SELECT 1 FROM stg_nf JOIN stg_ciclo c USING (a)"}};
}

SeamMap with(const std::string& name, const std::string& text) {
    auto sources = tree();
    sources.push_back({name, text});
    return draw(sources);
}

Texts sideways_with(const std::string& name, const std::string& text) {
    return sideways(with(name, text), k_links);
}

Texts differences_with(const std::string& name, const std::string& text) {
    return differences(with(name, text), parse_writers(k_writers));
}

}  // namespace

TEST_CASE("a tree whose folders keep to their own has nothing to complain of") {
    const auto map = draw(tree());
    CHECK_THAT(map.faults, Equals(Texts{}));
    CHECK_THAT(sideways(map, k_links), Equals(Texts{}));
    CHECK_THAT(differences(map, parse_writers(k_writers)), Equals(Texts{}));
}

TEST_CASE("a use of a staging table whose maker the folder does not know is found") {
    const auto complaint = [](const std::string& begin) {
        return Texts{begin +
                     ", which faturamento/tables.sql makes; 'faturado' has no DEPENDS on 'faturamento'"};
    };
    CHECK_THAT(sideways_with("faturado/x.sql", "SELECT 1 FROM stg_nf"),
               Equals(complaint("faturado/x.sql reads stg_nf")));
    CHECK_THAT(sideways_with("faturado/x.sql", "SELECT 1 FROM stg_nf_gone"),
               Equals(complaint("faturado/x.sql reads stg_nf_gone")));
    CHECK_THAT(sideways_with("faturado/x.sql", "WITH x AS (DELETE FROM stg_nf) SELECT 1"),
               Equals(complaint("faturado/x.sql fills stg_nf")));
    CHECK_THAT(sideways_with("faturado/x.cpp", "run(\"SELECT 1 \"\n\"FROM stg_nf\");"),
               Equals(complaint("faturado/x.cpp reads stg_nf")));
    CHECK_THAT(sideways_with("faturado/x.cpp", "fetch(\"stg_nf\");"),
               Equals(complaint("faturado/x.cpp reads stg_nf")));
    CHECK(sideways_with("faturado/x.sql", "SELECT 'stg_nf' FROM stg_ciclo -- stg_nf").empty());
    CHECK(sideways_with("faturado/x.cpp", "// \"stg_nf\"").empty());
}

TEST_CASE("a lower folder, a folder without link lines and one below another are found too") {
    CHECK(sideways_with("staging/x.sql", "SELECT 1 FROM stg_nf").size() == 1);
    CHECK(sideways_with("eventos/x.sql", "SELECT 1 FROM stg_ciclo").size() == 1);
    CHECK(sideways_with("schema/deeper/x.sql", "SELECT pg_temp.plain('x')").size() == 1);
}

TEST_CASE("a write that the list does not give to the folder is found") {
    CHECK_THAT(
        differences_with("integridade/x.sql", "UPDATE separacao SET status = 'A'"),
        Equals(Texts{
            "integridade/x.sql writes separacao.status: lib/writers.txt does not give it to 'integridade'"}));
    CHECK_THAT(
        differences_with(
            "faturamento/x.sql",
            "WITH x AS (UPDATE separacao f SET lote = 'a', peso = 1 FROM stg_ciclo c RETURNING 1) SELECT 1"),
        Equals(Texts{
            "faturamento/x.sql writes separacao.lote: lib/writers.txt does not give it to 'faturamento'",
            "faturamento/x.sql writes separacao.peso: lib/writers.txt does not give it to 'faturamento'"}));
    CHECK_THAT(
        differences_with("faturado/x.sql", "DELETE FROM separacao WHERE id = 1"),
        Equals(Texts{"faturado/x.sql writes rows deleted from separacao: lib/writers.txt does not give it to "
                     "'faturado'"}));
    CHECK_THAT(
        differences_with("faturado/x.sql", "INSERT INTO embarques SELECT 1"),
        Equals(Texts{"faturado/x.sql writes embarques by an INSERT that does not name its columns: "
                     "lib/writers.txt does not give it to 'faturado+'",
                     "faturado/x.sql writes rows added to embarques: lib/writers.txt does not give it to "
                     "'faturado'"}));
    CHECK(differences_with("staging/x.cpp", "run(\"UPDATE separacao \"\n\"SET peso = 1\");").size() == 1);
    CHECK(differences_with("staging/x.cpp", "say(\"to update separacao set peso\");").empty());
}

TEST_CASE("a folder that only adds rows with a column may not begin to change it") {
    const Texts expected{
        "faturado/x.sql writes separacao.protocolo: lib/writers.txt does not give it to 'faturado'",
        "lib/writers.txt gives separacao.protocolo to 'faturado+', which does not write it"};
    CHECK_THAT(differences_with("faturado/x.sql", "UPDATE separacao SET protocolo = 'x'"), Equals(expected));
    CHECK_THAT(differences_with("faturado/x.sql",
                                "INSERT INTO separacao (lote) SELECT 1 ON CONFLICT (lote) "
                                "DO UPDATE SET protocolo = excluded.protocolo"),
               Equals(expected));
}

TEST_CASE("an entry of the list that nobody uses is found") {
    auto list = parse_writers(k_writers);
    const std::string only_added =
        "lib/writers.txt gives separacao.protocolo to 'faturado', which does not write it but in rows that "
        "it "
        "adds";
    list["separacao"]["peso"] = {"faturado"};
    list["separacao"]["status"].insert("integridade");
    list["separacao"]["protocolo"] = {"faturado"};
    list["embarques"]["DELETE"] = {"faturado"};
    CHECK_THAT(
        differences(draw(tree()), list),
        Equals(Texts{
            "faturado/add.sql writes separacao.protocolo: lib/writers.txt does not give it to 'faturado+'",
            "lib/writers.txt gives rows deleted from embarques to 'faturado', which does not write it",
            "lib/writers.txt gives separacao.peso to 'faturado', which does not write it", only_added,
            "lib/writers.txt gives separacao.status to 'integridade', which does not write it"}));
}

TEST_CASE("a table that nobody makes, fills or reads is a fault, and one that two make") {
    const auto faults = [](const std::string& text) { return with("faturado/x.sql", text).faults; };
    CHECK_THAT(faults("SELECT 1 FROM stg_gone"),
               Equals(Texts{"faturado/x.sql names stg_gone, which nobody makes"}));
    CHECK_THAT(faults("DELETE FROM separacoes"),
               Equals(Texts{"faturado/x.sql writes separacoes, which nobody makes"}));
    CHECK_THAT(faults("CREATE TEMP TABLE stg_x (a int)"),
               Equals(Texts{"nobody fills stg_x, which faturado/x.sql makes",
                            "nobody reads stg_x, which faturado/x.sql makes"}));
    CHECK_THAT(faults("CREATE TEMP TABLE stg_nf (a int)"),
               Equals(Texts{"faturado/x.sql makes stg_nf, and so does faturamento/tables.sql"}));
}

TEST_CASE("a statement that cannot be read names its file") {
    CHECK_THROWS_WITH(with("faturado/x.sql", "MERGE INTO separacao"), Contains("faturado/x.sql: MERGE"));
    CHECK_THROWS_WITH(with("faturado/x.cpp", "run(\"UPDATE separacao SET {} = 1\");"),
                      Contains("faturado/x.cpp: UPDATE"));
}

TEST_CASE("the page of the map names makers, users and writers") {
    CHECK(seam_page(draw(tree())) == R"(| made in | used in (+: fills) | staging tables |
|---|---|---|
| faturamento | faturamento | `stg_nf_gone` |
| faturamento | faturamento+, integridade | `stg_nf` |
| staging | faturado, faturamento, integridade, staging+ | `stg_ciclo` |
| staging | faturamento | `plain()` |
| staging | faturamento, staging+ | `stg_move` |

| table | rows added in | deleted in | columns changed in |
|---|---|---|---|
| `separacao` | faturado |  | faturado, faturamento: `status` |
)");
    CHECK_THROWS_WITH(with_page("# A page\n", "x"), Contains("without the lines"));
}

TEST_CASE("link lines hand on what they know") {
    const auto read = links_in(R"(# ciclo_library(x DEPENDS y)
        ciclo_library(base UNITY SOURCES a.cpp DEPENDS language) # DEPENDS nothing
        ciclo_library(odoo
            SOURCES b.cpp
            DEPENDS base json SQL c.sql)
        ciclo_library(language SOURCES d.cpp))");
    CHECK(read == Links{{"base", {"language"}}, {"language", {}}, {"odoo", {"base", "json"}}});
    CHECK(all_known(read).at("odoo") == Folders{"base", "json", "language"});
}

TEST_CASE("a list of writers is read as it is written, and a wrong one names its line") {
    const auto list = parse_writers("# x\n\nt\n    a, b+: INSERT, c,\n        d\n    a: e\n");
    CHECK(list ==
          Writers{{"t", {{"INSERT", {"a", "b+"}}, {"c", {"a", "b+"}}, {"d", {"a", "b+"}}, {"e", {"a"}}}}});
    CHECK(parse_writers(text_of(list)) == list);
    CHECK_THROWS_WITH(parse_writers("t\n    a: b\n    c: b\n"), Contains("line 3: 'b' stands here twice"));
    CHECK_THROWS_WITH(parse_writers("    a: b\n"), Contains("line 1"));
    CHECK_THROWS_WITH(parse_writers("t\n    b\n"), Contains("line 2"));
    CHECK_THROWS_WITH(parse_writers("t\n    a: b\nt\n"), Contains("line 3"));
}
