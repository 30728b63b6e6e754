// Search domains in Odoo's Polish notation, as JSON text. Not for: knowing fields or models.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

namespace ciclo::odoo {

// A normalised expression. Default-constructed it matches everything.
class Domain {
  public:
    Domain() = default;

    static Domain leaf(std::string_view field, std::string_view op, std::string_view text);
    static Domain leaf(std::string_view field, std::string_view op, std::int64_t number);
    static Domain leaf(std::string_view field, std::string_view op, bool value);
    // Without these two a literal would become a bool, or be ambiguous.
    static Domain leaf(std::string_view field, std::string_view op, const char* text) {
        return leaf(field, op, std::string_view(text));
    }
    static Domain leaf(std::string_view field, std::string_view op, int number) {
        return leaf(field, op, std::int64_t{number});
    }
    static Domain in(std::string_view field, const std::vector<std::int64_t>& ids);
    static Domain in(std::string_view field, const std::vector<std::string>& texts);
    // Both `not in` hold for an empty field too: Odoo's own meaning of it.
    static Domain not_in(std::string_view field, const std::vector<std::int64_t>& ids);
    static Domain not_in(std::string_view field, const std::vector<std::string>& texts);
    // >= : the only lower bound that means the same on Odoo 17 and 19.
    static Domain since(std::string_view field, UtcSeconds from);
    // <  : the only upper bound that does.
    static Domain before(std::string_view field, UtcSeconds to);
    // field =like 'prefix%'. Throws Error(config) when the prefix holds a wildcard: % _ or a backslash.
    static Domain starts_with(std::string_view field, std::string_view prefix);

    // field =like '%suffix', whatever signs the suffix holds.
    static Domain ends_with(std::string_view field, std::string_view suffix);

    // Both; "everything" is neutral.
    [[nodiscard]] Domain operator&(const Domain& other) const;
    // Either; "everything" or'ed with anything is everything.
    [[nodiscard]] Domain operator|(const Domain& other) const;
    // Not; of "everything" it matches nothing.
    [[nodiscard]] Domain operator!() const;
    // "or" of all; of none it matches nothing.
    static Domain any_of(const std::vector<Domain>& domains);

    // The JSON array that search_read takes, "[]" for everything.
    [[nodiscard]] std::string json() const;

  private:
    explicit Domain(std::string terms) : m_terms(std::move(terms)), m_everything(false) {}
    std::string m_terms;  // comma-separated terms in Polish notation
    bool m_everything = true;
};

}  // namespace ciclo::odoo
