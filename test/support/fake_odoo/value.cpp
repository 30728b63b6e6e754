#include "fake_odoo/value.hpp"

#include <cstdlib>

namespace ciclo::fake_odoo {

Value::Value() = default;
Value::Value(std::nullptr_t) {}
Value::Value(bool flag) : m_data(flag) {}
Value::Value(long long number) : m_data(number) {}
Value::Value(double number) : m_data(number) {}
Value::Value(const char* text) : m_data(std::string(text)) {}
Value::Value(std::string text) : m_data(std::move(text)) {}
Value::Value(std::string_view text) : m_data(std::string(text)) {}
Value::Value(Ids ids) : m_data(std::move(ids)) {}
Value::Value(Decimal number) : m_data(std::move(number)) {}
Value::Value(UtcSeconds time) : m_data(to_odoo(time)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

double Value::as_double() const {
    if (is_unset()) return 0.0;
    if (const auto* whole = std::get_if<long long>(&m_data)) return static_cast<double>(*whole);
    if (const auto* decimal = std::get_if<Decimal>(&m_data))
        return std::strtod(decimal->text.c_str(), nullptr);
    return std::get<double>(m_data);
}

std::string Value::as_text() const {
    return is_unset() ? std::string() : std::get<std::string>(m_data);
}

Ids Value::as_ids() const {
    return is_unset() ? Ids() : std::get<Ids>(m_data);
}

}  // namespace ciclo::fake_odoo
