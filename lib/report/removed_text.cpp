#include <fmt/core.h>

#include <array>
#include <utility>

#include "report/counts_text.hpp"
#include "report/removed.hpp"

namespace ciclo::report {
namespace {

using language::Language;
using language::Phrase;

constexpr std::size_t k_longest_name = 60;

// "pedido VCD0000001, product 4310162, NF 130001".
Phrase names_of(const RemovedRow& row) {
    const std::array<std::pair<language::Text, const std::string*>, 4> parts{
        {{"pedido"_tr, &row.pedido},
         {"product"_tr, &row.cod_produto},
         {"lot"_tr, &row.lote},
         {"NF"_tr, &row.numero_nf}}};
    Phrase out;
    for (const auto& [word, name] : parts) {
        if (name->empty()) continue;
        out =
            out.and_then(Phrase(word).and_then(Phrase::verbatim(cut_line(*name, k_longest_name)), " "), ", ");
    }
    return out;
}

}  // namespace

std::string removed_text(const RemovedList& list, const std::string& time_zone, Language language) {
    if (list.rows.empty()) return "no such row was kept"_tr.in(language) + "\n";
    std::string out;
    for (const auto& row : list.rows) {
        out += fmt::format("{:>7}  {}  {} {}  {}: {}\n", row.id, row.local_removed_at, row.table,
                           row.record_id, cut_line(row.reason, k_longest_name), names_of(row).in(language));
    }
    const auto older = list.total - static_cast<long long>(list.rows.size());
    if (older > 0) out += "and {} older: --last shows more"_tr(older).in(language) + "\n";
    return out +
           "{} rows as they were before a cycle took them away; the newest last, times are local ({})"_tr(
               list.rows.size(), time_zone)
               .in(language) +
           "\n";
}

}  // namespace ciclo::report
