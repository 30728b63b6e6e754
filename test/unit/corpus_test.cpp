// Every kept input of the fuzz targets, as an ordinary test.
#include <catch2/catch.hpp>
#include <set>

#include "fuzz/target.hpp"
#include "texts_support.hpp"

using namespace ciclo;

namespace {

std::vector<std::string> inputs_of(std::string_view target) {
    std::vector<std::string> out;
    for (const auto& file :
         std::filesystem::directory_iterator(test::k_root / "test/fuzz/corpus" / std::string(target)))
        out.push_back(std::filesystem::relative(file.path(), test::k_root).string());
    return out;
}

}  // namespace

TEST_CASE("every kept input of the fuzz targets has the properties of its format", "[fuzz]") {
    for (const auto& target : fuzz::k_targets) {
        const auto inputs = inputs_of(target.name);
        CHECK(inputs.size() >= 3);
        for (const auto& input : inputs) {
            INFO(input);
            CHECK_NOTHROW(target.run(test::repository_file(input)));
        }
    }
}

TEST_CASE("no folder of kept inputs is without its fuzz target", "[fuzz]") {
    std::set<std::string> names;
    for (const auto& target : fuzz::k_targets) names.emplace(target.name);
    for (const auto& folder : std::filesystem::directory_iterator(test::k_root / "test/fuzz/corpus"))
        CHECK(names.count(folder.path().filename().string()) == 1);
}

TEST_CASE("a property of a fuzz target that does not hold is reported with its text", "[fuzz]") {
    CHECK_NOTHROW(fuzz::require(true, "all is well", "text"));
    CHECK_THROWS_WITH(fuzz::require(false, "all is well", "text"), "all is well: text");
    CHECK_THROWS_AS(fuzz::require_visible("a\x1b[2J"), fuzz::Broken);
    CHECK_THROWS_AS(fuzz::require_line("a\nb"), fuzz::Broken);
}
