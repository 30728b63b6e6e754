// The rules in force and how often each has acted. Not for: acting (fake_odoo).
#pragma once

#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "fake_odoo/fault.hpp"

namespace ciclo::fake_odoo {

// Every call locks.
class Rules {
  public:
    // Returns the rule's number, for fired().
    std::size_t add(Rule rule);
    void clear();
    [[nodiscard]] int fired(std::size_t rule) const;

    // Counts the request and returns the first rule that acts on it.
    std::optional<Rule> take(std::string_view model, std::string_view method);

  private:
    struct Counted {
        Rule rule;
        int seen = 0;
        int fired = 0;
    };

    mutable std::mutex m_mutex;
    std::vector<Counted> m_rules;
};

}  // namespace ciclo::fake_odoo
