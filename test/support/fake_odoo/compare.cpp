#include "fake_odoo/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "fake_odoo/odoo_error.hpp"
#include "fake_odoo/sql_message.hpp"

namespace ciclo::fake_odoo {
namespace {

// false and null.
bool is_null(const Json& right) {
    return right.IsNull() || right.IsFalse();
}

bool is_truthy(const Json& right) {
    if (right.IsNumber()) return right.GetDouble() != 0.0;
    if (right.IsString()) return right.GetStringLength() > 0;
    return right.IsTrue();
}

bool is_negative(std::string_view op) {
    return op == "!=" || op.starts_with("not ");
}

template <typename T>
bool holds(std::string_view op, const T& left, const T& right) {
    if (op == "=") return left == right;
    if (op == "!=") return left != right;
    if (op == "<") return left < right;
    if (op == "<=") return left <= right;
    if (op == ">") return left > right;
    return left >= right;
}

// How a value of the field and one of the domain become comparable: `cell` and `right` give the same T.
template <typename T>
struct Domain {
    std::function<T(const Value&)> cell;
    std::function<T(const Json&)> right;
};

using Test = std::function<bool(const Value&)>;

// `in` and `not in`: a false or null in the list stands for "unset" (as does 0, which equals False in
// Python).
template <typename T>
Test list_test(const Leaf& leaf, const Domain<T>& form) {
    if (!leaf.right->IsArray())
        throw OdooError::value_error("Invalid value " + python_repr(*leaf.right) + " in domain term " +
                                     leaf.repr());
    std::unordered_set<T> wanted;
    bool unset = false;
    for (const auto& item : leaf.right->GetArray()) {
        const bool falsy = is_null(item) || (item.IsNumber() && item.GetDouble() == 0.0);
        unset = unset || falsy;
        if (!falsy) wanted.insert(form.right(item));
    }
    const bool inside = leaf.op == "in";
    return [wanted, unset, inside, cell = form.cell](const Value& value) {
        if (value.is_unset()) return inside == unset;
        return wanted.contains(cell(value)) == inside;
    };
}

template <typename T>
Test scalar_test(const Leaf& leaf, const Domain<T>& form) {
    if (is_null(*leaf.right)) {
        // NULL compared with anything but equality is never true.
        if (leaf.op == "=") return [](const Value& value) { return value.is_unset(); };
        if (leaf.op == "!=") return [](const Value& value) { return !value.is_unset(); };
        return [](const Value&) { return false; };
    }
    const bool unset_matches = is_negative(leaf.op) && is_truthy(*leaf.right);
    return
        [op = leaf.op, right = form.right(*leaf.right), cell = form.cell, unset_matches](const Value& value) {
            return value.is_unset() ? unset_matches : holds(op, cell(value), right);
        };
}

Test pattern_test(const Leaf& leaf, const std::function<std::string(const Value&)>& text_of) {
    const std::string right =
        leaf.right->IsString() ? std::string(text_view(*leaf.right)) : json_text(*leaf.right);
    const bool fold = leaf.op.find("ilike") != leaf.op.npos;
    const bool raw = leaf.op.starts_with('=');
    const bool negative = is_negative(leaf.op);
    if (is_null(*leaf.right)) return [raw](const Value& value) { return !raw || value.is_unset(); };
    const std::string pattern = raw ? right : "%" + right + "%";
    return [=](const Value& value) {
        if (value.is_unset()) return negative;
        const std::string text = text_of(value);
        const bool found = fold ? like(lower(text), lower(pattern)) : like(text, pattern);
        return found != negative;
    };
}

template <typename T>
Test plain_test(const Leaf& leaf, const Domain<T>& form) {
    return leaf.op == "in" || leaf.op == "not in" ? list_test(leaf, form) : scalar_test(leaf, form);
}

std::string text_right(const Json& right) {
    return right.IsString() ? std::string(text_view(right)) : json_text(right);
}

Domain<std::string> text_form() {
    return {[](const Value& value) { return value.as_text(); }, text_right};
}

Domain<long long> id_form(const Model& model, const Field& field, const Leaf& leaf) {
    return {[](const Value& value) { return value.as_int(); },
            [&model, &field, &leaf](const Json& right) -> long long {
                if (right.IsInt64()) return right.GetInt64();
                if (right.IsNumber()) return static_cast<long long>(right.GetDouble());
                if (right.IsTrue()) return 1;
                throw invalid_literal("InvalidTextRepresentation", "integer", model, field, leaf.op,
                                      text_right(right));
            }};
}

Domain<double> number_form(const Model& model, const Field& field, const Leaf& leaf) {
    return {[](const Value& value) { return value.as_double(); },
            [&model, &field, &leaf](const Json& right) -> double {
                if (right.IsNumber()) return right.GetDouble();
                if (right.IsTrue()) return 1.0;
                throw invalid_literal("InvalidTextRepresentation", "double precision", model, field, leaf.op,
                                      text_right(right));
            }};
}

// From 19 on by whole seconds, and strict about the literal.
Domain<long long> second_form() {
    constexpr Micros k_second = 1'000'000;
    return {[](const Value& value) { return value.as_int() / k_second; },
            [](const Json& right) -> long long {
                const std::string text = text_right(right);
                if (text.empty()) throw OdooError::value_error("Empty date value");
                const auto time = micros_from(text);
                const bool has_zone = time && text.find_first_of("Z+", 10) != text.npos;
                if (has_zone)
                    throw OdooError::value_error(
                        fmt::format("expecting only datetimes with no timezone: '{}'", text));
                if (time) return *time / k_second;
                throw OdooError::value_error(fmt::format("Invalid term '{}' in expression date: '{}'",
                                                         text.substr(0, text.find(' ')), text));
            }};
}

Domain<long long> datetime_form(const View& view, const Model& model, const Field& field, const Leaf& leaf) {
    if (view.is_since(19)) return second_form();
    return {[](const Value& value) { return value.as_int(); },
            [&model, &field, &leaf](const Json& right) -> long long {
                std::string text = text_right(right);
                // The server takes ten characters for a date and makes it the day's end or beginning.
                if (text.size() == 10) text += leaf.op == ">" || leaf.op == "<=" ? " 23:59:59" : " 00:00:00";
                const auto time = micros_from(text);
                if (time) return *time;
                throw invalid_literal("InvalidDatetimeFormat", "timestamp", model, field, leaf.op, text);
            }};
}

Domain<std::string> date_form(const Model& model, const Field& field, const Leaf& leaf) {
    return {[](const Value& value) { return value.as_text(); },
            [&model, &field, &leaf](const Json& right) {
                const std::string text = text_right(right);
                const auto time = micros_from(text);
                if (time) return odoo_text(*time).substr(0, 10);
                throw invalid_literal("InvalidDatetimeFormat", "date", model, field, leaf.op, text);
            }};
}

Test boolean_test(const Leaf& leaf) {
    if (leaf.right->IsArray()) {
        const bool inside = leaf.op == "in";
        bool yes = false;
        bool no = false;
        for (const auto& item : leaf.right->GetArray()) (is_truthy(item) ? yes : no) = true;
        return [=](const Value& value) { return (value.as_bool() ? yes : no) == inside; };
    }
    const bool wanted = is_truthy(*leaf.right) == (leaf.op == "=");
    return [wanted](const Value& value) { return value.as_bool() == wanted; };
}

// Compared with a text, a many2one is its display name.
Test many2one_test(const View& view, const Model& model, const Field& field, const Leaf& leaf) {
    const auto name = [&view, target = field.target](const Value& value) {
        const Record* record = target == nullptr ? nullptr : view.store().find(*target, value.as_int());
        return record == nullptr ? std::string()
                                 : view.store().display_name(*target, value.as_int(), *record);
    };
    const bool is_text = leaf.right->IsString() ||
                         (leaf.right->IsArray() && !leaf.right->Empty() && (*leaf.right)[0].IsString());
    if (leaf.op.find("like") != leaf.op.npos) return pattern_test(leaf, name);
    if (is_text) return plain_test<std::string>(leaf, {name, text_right});
    return plain_test(leaf, id_form(model, field, leaf));
}

Test many_test(const Leaf& leaf) {
    if (is_null(*leaf.right)) {
        const bool wanted = leaf.op == "=";
        return [wanted](const Value& value) { return value.as_ids().empty() == wanted; };
    }
    std::unordered_set<long long> ids;
    bool empty_too = false;
    const auto add = [&](const Json& item) {
        if (item.IsInt64()) ids.insert(item.GetInt64());
        empty_too = empty_too || is_null(item);
    };
    if (leaf.right->IsArray())
        for (const auto& item : leaf.right->GetArray()) add(item);
    else
        add(*leaf.right);
    const bool negative = is_negative(leaf.op);
    return [ids, empty_too, negative](const Value& value) {
        const Ids all = value.as_ids();
        const bool found =
            all.empty() ? empty_too
                        : std::any_of(all.begin(), all.end(), [&](auto id) { return ids.contains(id); });
        return found != negative;
    };
}

// clang-analyzer 14 sees a leak in a std::function that is returned.
// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks)
Test test_of(const View& view, const Model& model, const Field& field, const Leaf& leaf) {
    switch (field.type) {
        case Type::boolean:
            return boolean_test(leaf);
        case Type::many2one:
            return many2one_test(view, model, field, leaf);
        case Type::one2many:
        case Type::many2many:
            return many_test(leaf);
        case Type::integer:
            return plain_test(leaf, id_form(model, field, leaf));
        case Type::floating:
        case Type::monetary:
            return plain_test(leaf, number_form(model, field, leaf));
        case Type::datetime:
            return plain_test(leaf, datetime_form(view, model, field, leaf));
        case Type::date:
            return plain_test(leaf, date_form(model, field, leaf));
        default:
            break;
    }
    if (leaf.op.find("like") != leaf.op.npos) return pattern_test(leaf, text_form().cell);
    return plain_test(leaf, text_form());
}
// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)

}  // namespace

Predicate compare(const View& view, const Model& model, const Field& field, const Leaf& leaf) {
    const Test test = test_of(view, model, field, leaf);
    if (field.source == Source::cell && !field.rounded)
        return
            [test, cell = field.cell](long long, const Record& record) { return test(record.cells[cell]); };
    return [test, &view, &model, &field](long long id, const Record& record) {
        return test(view.store().value(model, id, record, field));
    };
}

bool like(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '%') {
        for (std::size_t skipped = 0; skipped <= text.size(); ++skipped)
            if (like(text.substr(skipped), pattern.substr(1))) return true;
        return false;
    }
    if (text.empty()) return false;
    if (pattern[0] == '_') {
        std::size_t bytes = 1;  // one character, not one byte
        while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) ++bytes;
        return like(text.substr(bytes), pattern.substr(1));
    }
    const std::size_t quoted = pattern[0] == '\\' && pattern.size() > 1 ? 1 : 0;
    return text[0] == pattern[quoted] && like(text.substr(1), pattern.substr(quoted + 1));
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto byte = static_cast<unsigned char>(out[i]);
        const bool ascii = byte >= 'A' && byte <= 'Z';
        // U+00C0 to U+00DE without the multiplication sign: the second byte of C3 xx.
        const bool accented = i > 0 && static_cast<unsigned char>(out[i - 1]) == 0xC3 && byte >= 0x80 &&
                              byte <= 0x9E && byte != 0x97;
        if (ascii || accented) out[i] = static_cast<char>(byte + 0x20);
    }
    return out;
}

}  // namespace ciclo::fake_odoo
