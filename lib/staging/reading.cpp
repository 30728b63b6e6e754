#include "staging/reading.hpp"

#include "staging/selection.hpp"
#include "staging/sql.hpp"

namespace ciclo::staging {
namespace {

// Beyond the window of any list but a long catch-up's, which reads once more what was forgotten.
constexpr std::chrono::hours k_remembered{7 * 24};

}  // namespace

Window listed_window(const StageContext& context) {
    auto window = context.window;
    if (window.full) window.from = window.status_from = window.to - context.config.status_window;
    return window;
}

odoo::Domain listed(const StageContext& context) {
    auto window = listed_window(context);
    window.from = window.status_from;
    return changed(window) & made_before_end(window);
}

long long list_changes(StageContext& context, const std::vector<Selection>& lists) {
    context.staging.read(lists, End::count);
    context.staging.analyze();
    const auto noted =
        context.connection.execute(sql::note_changed, {context.window.full ? "t" : "f"}).affected();
    if (noted > 0) context.connection.execute_script("ANALYZE stg_changed;");
    return noted;
}

void remember_reading(StageContext& context, const std::vector<std::string>& models) {
    if (context.config.has_selection()) return;
    const auto& window = context.window;
    const auto oldest = std::min(window.to - k_remembered, window.status_from);
    context.connection.execute(sql::remember_reading,
                               {postgres::array_literal(models), to_odoo(window.to),
                                window.full ? std::string("infinity") : to_odoo(oldest)});
}

}  // namespace ciclo::staging
