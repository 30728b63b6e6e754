#include "language/catalogue.hpp"

#include <vector>

namespace ciclo::language {

std::span<const std::span<const Entry>> catalogue() {
    static const std::vector<std::span<const Entry>> lists{check(),   cycle(),    history(),     rejects(),
                                                           removed(), remedies(), report_page(), status()};
    return lists;
}

std::string_view portuguese_of(std::string_view english) {
    for (const auto& list : catalogue()) {
        for (const auto& entry : list) {
            if (entry.english == english) return entry.portuguese;
        }
    }
    return english;
}

}  // namespace ciclo::language
