#include "config/suggestion.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace ciclo::config {
namespace {

// Longer than any name here: such a word is not a typing error, and comparing it would cost time.
constexpr std::size_t k_longest_word = 64;

// Letters to insert, delete or replace (Levenshtein), kept one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates) {
    if (word.size() > k_longest_word) return {};
    // One slip in a short word, one more for each four letters.
    const auto most = 1 + word.size() / 4;
    std::string_view best;
    auto best_distance = most + 1;
    for (const auto candidate : candidates) {
        const auto found = distance(word, candidate);
        if (found >= best_distance) continue;
        best = candidate;
        best_distance = found;
    }
    return best;
}

}  // namespace ciclo::config
