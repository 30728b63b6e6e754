// Settings that are one of several words: the words, and what each means. Not for: any other text
// (values.hpp).
#pragma once

#include <fmt/core.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "config/config.hpp"
#include "config/values.hpp"

namespace ciclo::config {

template <typename Value>
struct Choice {
    std::string_view word;
    Value value;
};

inline constexpr std::array<Choice<Output>, 2> k_outputs{{{"text", Output::text}, {"json", Output::json}}};
inline constexpr std::array<Choice<LogFormat>, 2> k_log_formats{
    {{"text", LogFormat::text}, {"json", LogFormat::json}}};
inline constexpr std::array<Choice<Integrity>, 2> k_integrities{
    {{"stop", Integrity::stop}, {"warn", Integrity::warn}}};
inline constexpr std::array<Choice<Removal>, 2> k_removals{
    {{"archive", Removal::archive}, {"delete", Removal::delete_rows}}};
inline constexpr std::array<Choice<SplitLots>, 2> k_split_lots{
    {{"leave", SplitLots::leave}, {"reduce", SplitLots::reduce}}};
inline constexpr std::array<Choice<OdooApi>, 3> k_odoo_apis{
    {{"jsonrpc", OdooApi::json_rpc}, {"json2", OdooApi::json2}, {"auto", OdooApi::automatic}}};
inline constexpr std::array<Choice<Localisation>, 3> k_localisations{
    {{"ciel", Localisation::ciel}, {"oca", Localisation::oca}, {"native", Localisation::native}}};

// For OptionRow::values.
template <const auto& choices>
inline constexpr auto k_words = [] {
    std::array<std::string_view, choices.size()> words{};
    for (std::size_t i = 0; i < choices.size(); ++i) words[i] = choices[i].word;
    return words;
}();

// Throws Error(config) that names the words.
template <typename Value, std::size_t count>
Value chosen(std::string_view text, const std::array<Choice<Value>, count>& choices) {
    std::string expected;
    for (std::size_t i = 0; i < count; ++i) {
        if (choices[i].word == text) return choices[i].value;
        expected += fmt::format("{}{}", i == 0 ? "" : i + 1 == count ? " or " : ", ", choices[i].word);
    }
    throw Error(ErrorKind::config, fmt::format("{} is not known; expected {}", quoted(text), expected));
}

}  // namespace ciclo::config
