#include "language/phrase.hpp"

#include <fmt/args.h>

#include "language/catalogue.hpp"

namespace ciclo::language {

std::string Phrase::in(Language language) const {
    if (m_verbatim) return m_text;
    const auto text = language == Language::portuguese ? portuguese_of(m_text) : m_text;
    fmt::dynamic_format_arg_store<fmt::format_context> values;
    for (const auto& value : m_values) values.push_back(value.in(language));
    return fmt::vformat(text, values);
}

Phrase Phrase::and_then(Phrase more, std::string_view between) const {
    if (empty() || more.empty()) return empty() ? more : *this;
    return {"{}{}{}", {*this, verbatim(std::string(between)), std::move(more)}, false};
}

}  // namespace ciclo::language
