// What a test writes into a field of the stand-in, and what it reads back. Not for: the product (lib/json).
#pragma once

#include <concepts>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/time.hpp"

namespace ciclo::fake_odoo {

using Ids = std::vector<long long>;

// A float given by its text, which is sent as it stands: "0.30000000000000004", "NaN".
struct Decimal {
    std::string text;
    bool operator==(const Decimal&) const = default;
    bool operator<(const Decimal& other) const { return text < other.text; }
};

// Unset (nullptr, and false for every field but a boolean), or one of the forms that a field can have.
// A datetime is text "YYYY-MM-DD HH:MM:SS" with an optional fraction, or UtcSeconds; a date is text
// "YYYY-MM-DD".
class Value {
  public:
    using Data = std::variant<std::monostate, bool, long long, double, std::string, Ids, Decimal>;

    // All out of line: inlined into a test's long lists of values, GCC 12 takes the variant for
    // uninitialised.
    Value();
    Value(std::nullptr_t);
    Value(bool flag);
    Value(long long number);
    template <std::integral T>
    Value(T number) : Value(static_cast<long long>(number)) {}
    Value(double number);
    Value(const char* text);
    Value(std::string text);
    Value(std::string_view text);
    Value(Ids ids);
    Value(Decimal number);
    Value(UtcSeconds time);
    Value(const Value&);
    Value(Value&&) noexcept;
    Value& operator=(const Value&);
    Value& operator=(Value&&) noexcept;
    ~Value();

    [[nodiscard]] bool is_unset() const { return std::holds_alternative<std::monostate>(m_data); }
    [[nodiscard]] const Data& data() const { return m_data; }

    // Copies, so that store.get(...).at("x").as_ids() can be looped over.
    // Empty forms (false, 0, "", {}) when unset; throw std::bad_variant_access when the value is of another
    // form.
    [[nodiscard]] bool as_bool() const { return !is_unset() && std::get<bool>(m_data); }
    [[nodiscard]] long long as_int() const { return is_unset() ? 0 : std::get<long long>(m_data); }
    [[nodiscard]] double as_double() const;
    [[nodiscard]] std::string as_text() const;
    [[nodiscard]] Ids as_ids() const;

    bool operator==(const Value&) const = default;

  private:
    Data m_data;
};

// Field name -> value: Values{{"name", "VCD001"}, {"partner_id", 7}, {"qty", 10.5}, {"sale_line_ids", Ids{1,
// 2}}}.
using Values = std::map<std::string, Value>;

}  // namespace ciclo::fake_odoo
