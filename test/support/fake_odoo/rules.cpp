#include "fake_odoo/rules.hpp"

namespace ciclo::fake_odoo {

std::size_t Rules::add(Rule rule) {
    const std::lock_guard held(m_mutex);
    m_rules.push_back({std::move(rule)});
    return m_rules.size() - 1;
}

void Rules::clear() {
    const std::lock_guard held(m_mutex);
    m_rules.clear();
}

int Rules::fired(std::size_t rule) const {
    const std::lock_guard held(m_mutex);
    return m_rules.at(rule).fired;
}

std::optional<Rule> Rules::take(std::string_view model, std::string_view method) {
    const std::lock_guard held(m_mutex);
    for (Counted& counted : m_rules) {
        const Rule& rule = counted.rule;
        if (!rule.model.empty() && rule.model != model) continue;
        if (!rule.method.empty() && rule.method != method) continue;
        if (counted.seen++ < rule.skip || (rule.times >= 0 && counted.fired >= rule.times)) continue;
        ++counted.fired;
        return rule;
    }
    return std::nullopt;
}

}  // namespace ciclo::fake_odoo
