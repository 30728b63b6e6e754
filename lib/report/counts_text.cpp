#include "report/counts_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "language/counts.hpp"

namespace ciclo::report {
namespace {

using language::Language;

constexpr std::array<std::string_view, 20> k_looked_at{"read",
                                                       "waiting",
                                                       "passed_over",
                                                       "selected",
                                                       "nfs",
                                                       "nfs_of_other_programs",
                                                       "kept_cancelled",
                                                       "kept_excluded",
                                                       "nfs_to_link",
                                                       "pedidos",
                                                       "cancelled_in_odoo",
                                                       "unchanged",
                                                       "checks",
                                                       "erro",
                                                       "aviso",
                                                       "rejects",
                                                       "separacoes_open",
                                                       "saldos_computed",
                                                       "pedidos_waiting_for_lot",
                                                       "pedidos_left_split"};

bool is_done(std::string_view name) {
    return !is_duration(name) && !is_looked_at(name);
}

std::string list(const staging::Counts& counts, Language language, bool (*is_wanted)(std::string_view)) {
    std::string out;
    for (const auto& [name, number] : counts.all()) {
        if (number == 0 || is_duration(name) || !is_wanted(name)) continue;
        out += fmt::format("{}{}: {}", out.empty() ? "" : ", ", language::words_of_count(name, language),
                           number);
    }
    return out;
}

}  // namespace

bool is_duration(std::string_view count) {
    return count.ends_with("_ms");
}

bool is_looked_at(std::string_view count) {
    return std::find(k_looked_at.begin(), k_looked_at.end(), count) != k_looked_at.end();
}

std::string looked_at(const staging::Counts& counts, Language language) {
    return list(counts, language, is_looked_at);
}

std::string done(const staging::Counts& counts, Language language) {
    return list(counts, language, is_done);
}

long long changes(const staging::Counts& counts) {
    long long sum = 0;
    for (const auto& [name, number] : counts.all()) sum += is_done(name) ? number : 0;
    return sum;
}

std::string or_else(const std::string& text, std::string_view otherwise) {
    return text.empty() ? std::string(otherwise) : text;
}

std::string cut_line(std::string_view text, std::size_t max_bytes) {
    const bool is_whole = text.find('\n') == std::string_view::npos && text.size() <= max_bytes;
    return visible(first_line(text, max_bytes)) + (is_whole ? "" : "...");
}

}  // namespace ciclo::report
