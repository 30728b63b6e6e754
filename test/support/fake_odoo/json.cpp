#include "fake_odoo/json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace ciclo::fake_odoo {
namespace {

// "d.ddde+XX" of std::to_chars, taken apart.
struct Shortest {
    std::string digits;
    int exponent;
};

Shortest shortest(double number) {
    char buffer[40];
    const auto end =
        std::to_chars(std::begin(buffer), std::end(buffer), number, std::chars_format::scientific).ptr;
    const std::string text(std::begin(buffer), end);
    const auto e = text.find('e');
    std::string digits = text.substr(0, 1);
    if (e > 2) digits += text.substr(2, e - 2);
    return {digits, std::stoi(text.substr(e + 1))};
}

std::string lay_out(const Shortest& number) {
    const int size = static_cast<int>(number.digits.size());
    // The limits of float.__repr__: exponent form below 1e-4 and from 1e16 on.
    if (number.exponent < -4 || number.exponent >= 16) {
        std::string text = number.digits.substr(0, 1);
        if (size > 1) text += "." + number.digits.substr(1);
        return text + fmt::format("e{:+03}", number.exponent);
    }
    if (number.exponent < 0)
        return "0." + std::string(static_cast<std::size_t>(-number.exponent - 1), '0') + number.digits;
    const auto point = static_cast<std::size_t>(number.exponent) + 1;
    if (number.digits.size() <= point)
        return number.digits + std::string(point - number.digits.size(), '0') + ".0";
    return number.digits.substr(0, point) + "." + number.digits.substr(point);
}

std::string number_text(const Json& value) {
    if (value.IsInt64()) return std::to_string(value.GetInt64());
    if (value.IsUint64()) return std::to_string(value.GetUint64());
    return json_float(value.GetDouble());
}

std::string quoted_repr(std::string_view text) {
    const bool doubled = text.find('\'') != text.npos && text.find('"') == text.npos;
    const char quote = doubled ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\r')
            out += "\\r";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\\' || c == quote)
            out += {'\\', c};
        else
            out += c;
    }
    return out + quote;
}

}  // namespace

rapidjson::Document parse_json(const std::string& text) {
    rapidjson::Document document;
    document.Parse<rapidjson::kParseNanAndInfFlag | rapidjson::kParseFullPrecisionFlag>(text.c_str(),
                                                                                        text.size());
    return document;
}

std::string python_float(double number) {
    if (std::isnan(number)) return "nan";
    if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
    if (number == 0.0) return std::signbit(number) ? "-0.0" : "0.0";
    return (number < 0 ? "-" : "") + lay_out(shortest(std::abs(number)));
}

std::string json_float(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    return python_float(number);
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\f':
                out += "\\f";
                break;
            case '\b':
                out += "\\b";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20)
                    out += fmt::format("\\u{:04x}", static_cast<int>(c));
                else
                    out += c;
        }
    }
    out += '"';
}

std::string json_string(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

std::string json_text(const Json& value) {
    if (value.IsNull()) return "null";
    if (value.IsBool()) return value.GetBool() ? "true" : "false";
    if (value.IsNumber()) return number_text(value);
    if (value.IsString()) return json_string(text_view(value));
    std::string out;
    if (value.IsArray()) {
        for (const auto& item : value.GetArray()) out += (out.empty() ? "" : ", ") + json_text(item);
        return "[" + out + "]";
    }
    for (const auto& member : value.GetObject())
        out +=
            (out.empty() ? "" : ", ") + json_string(text_view(member.name)) + ": " + json_text(member.value);
    return "{" + out + "}";
}

std::string python_repr(const Json& value, bool tuple) {
    if (value.IsNull()) return "None";
    if (value.IsBool()) return value.GetBool() ? "True" : "False";
    if (value.IsDouble()) return python_float(value.GetDouble());
    if (value.IsNumber()) return number_text(value);
    if (value.IsString()) return quoted_repr(text_view(value));
    std::string out;
    if (value.IsArray()) {
        for (const auto& item : value.GetArray()) out += (out.empty() ? "" : ", ") + python_repr(item);
        if (!tuple) return "[" + out + "]";
        return "(" + out + (value.Size() == 1 ? ",)" : ")");
    }
    for (const auto& member : value.GetObject())
        out += (out.empty() ? "" : ", ") + quoted_repr(text_view(member.name)) + ": " +
               python_repr(member.value);
    return "{" + out + "}";
}

}  // namespace ciclo::fake_odoo
