// seam_map: who makes and uses each staging table, and who writes which column, as the statements of lib/
// have it.
//   seam_map LIB           prints it, writes it into LIB/README.md, and reports what LIB/writers.txt and the
//   link lines
//                          do not allow; ends with 1 when there is such a thing
//   seam_map LIB writers   writes LIB/writers.txt as the statements have it
#include <fmt/core.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "seams/seam_page.hpp"
#include "seams/source_tree.hpp"
#include "seams/writers.hpp"

using namespace ciclo::test;

namespace {

void rewrite(const std::filesystem::path& file, const std::string& text) {
    if (text_of(file) == text) return;
    std::ofstream stream(file, std::ios::binary);
    stream << text;
    stream.close();
    if (!stream) throw std::runtime_error("cannot write " + file.string());
}

int show(const std::filesystem::path& lib, const SeamMap& map) {
    const auto page = seam_page(map);
    fmt::print("{}", page);
    rewrite(lib / "README.md", with_page(text_of(lib / "README.md"), page));
    auto complaints = map.faults;
    for (const auto& more : {sideways(map, links_in(text_of(lib / "CMakeLists.txt"))),
                             differences(map, parse_writers(text_of(lib / "writers.txt")))}) {
        complaints.insert(complaints.end(), more.begin(), more.end());
    }
    for (const auto& complaint : complaints) fmt::print(stderr, "{}\n", complaint);
    return complaints.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) try {
    const bool writers_only = argc == 3 && std::string_view(argv[2]) == "writers";
    if (argc != 2 && !writers_only) {
        fmt::print(stderr, "usage: seam_map LIB [writers]\n");
        return 64;
    }
    const std::filesystem::path lib = argv[1];
    const auto map = draw(sources_of(lib));
    if (!writers_only) return show(lib, map);
    rewrite(lib / "writers.txt", text_of(writers_of(map)));
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "seam_map: {}\n", error.what());
    return 70;
}
