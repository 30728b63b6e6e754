#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "report/counts_text.hpp"
#include "report/rejects.hpp"

namespace ciclo::report {
namespace {

using language::Language;
using language::Phrase;

constexpr std::size_t k_longest_reason = 400;

// What ciclo_rejeito.remedy says; the first one is for none and for a word of another version.
struct RemedyRow {
    std::string_view word;
    language::Text text;
};

constexpr std::array k_remedies{
    RemedyRow{"", "correct it in Odoo, or let the Odoo user read what the reason names"_tr},
    RemedyRow{"access", "give the Odoo user access to what is hidden (companies, groups, record rules)"_tr},
    RemedyRow{"incomplete",
              "look whether the line is still there in Odoo, and at what stands between Odoo and ciclo"_tr},
    RemedyRow{
        "same_number",
        "give one of the two another number, or leave a company out (--excluded-companies); where both are "
        "right, accept it"_tr},
    RemedyRow{"deliveries", "mend what the error names; --deliveries=off leaves the deliveries out"_tr},
    RemedyRow{"same_name", "give one of the two another name in Odoo; where both are right, accept it"_tr},
};

Phrase remedy_of(const Reject& reject) {
    const auto* row = std::find_if(k_remedies.begin(), k_remedies.end(),
                                   [&](const auto& r) { return r.word == reject.remedy; });
    return "remedy: {}"_tr((row == k_remedies.end() ? k_remedies.front() : *row).text);
}

std::string from_outside(const std::string& text) {
    return cut_line(text, k_longest_reason);
}

Phrase times_of(const Reject& reject) {
    const auto since = "since {}, last tried {}"_tr(reject.local_first_seen, reject.local_last_seen);
    return reject.tries ? since.and_then("tried {} times"_tr(*reject.tries), ", ") : since;
}

}  // namespace

Phrase next_step(const Reject& reject) {
    if (!reject.accepted) return remedy_of(reject);
    const auto& accepted = *reject.accepted;
    if (!reject.counts)
        return "accepted by {}, {}: {}"_tr(from_outside(accepted.by), accepted.local_at,
                                           from_outside(accepted.why));
    return "it counts again: what was accepted is another reason, {}"_tr(from_outside(accepted.reason))
        .and_then(remedy_of(reject), "; ");
}

std::string reject_text(const Reject& reject, Language language) {
    return fmt::format("{}  {}\n    {}\n    {}\n", reject.key.text(), from_outside(reject.reason),
                       times_of(reject).in(language), next_step(reject).in(language));
}

std::string rejects_text(const RejectList& list, const std::string& time_zone, Language language) {
    if (list.rejects.empty()) return "nothing is set aside"_tr.in(language) + "\n";
    std::string out;
    for (const auto& reject : list.rejects) out += reject_text(reject, language);
    const auto counting =
        std::count_if(list.rejects.begin(), list.rejects.end(), [](const auto& r) { return r.counts; });
    return out +
           "{} count (exit status 14), {} accepted; times are local ({})"_tr(counting, list.total - counting,
                                                                             time_zone)
               .in(language) +
           "\n";
}

}  // namespace ciclo::report
