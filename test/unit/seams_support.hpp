// What tests of the folders of lib/ share.
#pragma once

#include "seams/source_tree.hpp"

namespace ciclo::test {

// What each folder names behind DEPENDS in lib/CMakeLists.txt.
inline Links links_of_lib() {
    return links_in(text_of(std::filesystem::path(CICLO_SOURCE_DIR) / "lib/CMakeLists.txt"));
}

}  // namespace ciclo::test
