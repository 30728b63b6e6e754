// The seams between the folders of lib/ that no include shows: staging tables, and columns of the tables that
// stay.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "seams/seam_map.hpp"
#include "seams/seam_page.hpp"
#include "seams/source_tree.hpp"
#include "seams/writers.hpp"
#include "seams_support.hpp"

using namespace ciclo::test;
using Catch::Matchers::Equals;
using Catch::Matchers::VectorContains;
using Texts = std::vector<std::string>;

namespace {

const std::filesystem::path k_lib = CICLO_SOURCE_DIR "/lib";

const std::vector<Source>& sources() {
    static const auto k_sources = sources_of(k_lib);
    return k_sources;
}

const SeamMap& map() {
    static const auto k_map = draw(sources());
    return k_map;
}

Writers declared() {
    return parse_writers(text_of(k_lib / "writers.txt"));
}

}  // namespace

TEST_CASE("every staging table is made once, filled and read") {
    CHECK_THAT(map().faults, Equals(Texts{}));
    CHECK(map().staging.size() > 50);
    CHECK(map().staging.at("stg_ciclo").maker == "staging/tables.sql");
}

TEST_CASE("a folder uses staging tables of its own and of folders that it depends on") {
    CHECK_THAT(sideways(map(), links_of_lib()), Equals(Texts{}));
}

TEST_CASE("each column of a table that stays is written by the folders that lib/writers.txt names") {
    INFO("the list as the statements have it: make writers");
    CHECK_THAT(differences(map(), declared()), Equals(Texts{}));
}

TEST_CASE("lib/writers.txt stands as 'make writers' writes it") {
    CHECK(text_of(k_lib / "writers.txt") == text_of(declared()));
}

TEST_CASE("lib/README.md shows the map") {
    INFO("to generate it: make map");
    const auto page = seam_page(map());
    const auto readme = text_of(k_lib / "README.md");
    CHECK(readme == with_page(readme, page));
    CHECK(std::count(page.begin(), page.end(), '\n') <= 76);
}

TEST_CASE("what is planted in lib is found") {
    auto planted = sources();
    planted.push_back({"faturado/planted.sql", "SELECT 1 FROM stg_nf"});
    planted.push_back({"staging/planted.cpp", "run(\"UPDATE separacao \" \"SET status = 'ABERTO'\");"});
    const auto with_planted = draw(planted);
    CHECK_THAT(
        sideways(with_planted, links_of_lib()),
        VectorContains(std::string("faturado/planted.sql reads stg_nf, which faturamento/tables.sql makes; "
                                   "'faturado' has no DEPENDS on 'faturamento'")));
    CHECK_THAT(differences(with_planted, declared()),
               VectorContains(
                   std::string("staging/planted.cpp writes separacao.status: lib/writers.txt does not give "
                               "it to 'staging'")));
}

TEST_CASE("a link line taken from lib is missed") {
    auto fewer = links_of_lib();
    REQUIRE(fewer.at("integridade").erase("carteira") == 1);
    CHECK_FALSE(sideways(map(), fewer).empty());
}
