// JSON as Python's json.dumps(ensure_ascii=False) writes it, and Python's repr() of the same values for
// messages. Not for: reading JSON (RapidJSON does that).
#pragma once

#include <rapidjson/document.h>

#include <string>
#include <string_view>

namespace ciclo::fake_odoo {

using Json = rapidjson::Value;

// Parses like json.loads, NaN and Infinity included; a parse error shows in HasParseError().
rapidjson::Document parse_json(const std::string& text);

// repr(float): 5.0, 1e+16, 1e-07, nan.
std::string python_float(double number);
// The same as json.dumps writes it: NaN and Infinity bare.
std::string json_float(double number);

// Appends `text` quoted.
void append_json_string(std::string& out, std::string_view text);
std::string json_string(std::string_view text);

// json.dumps(value)
std::string json_text(const Json& value);

// repr(value); an array is a list, or a tuple where requested (its members stay lists).
std::string python_repr(const Json& value, bool tuple = false);

inline std::string_view text_view(const Json& text) {
    return {text.GetString(), text.GetStringLength()};
}

}  // namespace ciclo::fake_odoo
