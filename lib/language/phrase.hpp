// Messages in the reader's language: "..."_tr marks an English text of the catalogue, which knows the
// Portuguese one. Not for: logs, error texts, JSON and names, which are English everywhere.
#pragma once

#include <fmt/core.h>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ciclo::language {

enum class Language { english, portuguese };

// A text with its values filled in, not yet in any language.
class Phrase {
  public:
    // Says nothing.
    Phrase() = default;
    // The same in every language: names, numbers, texts from outside.
    static Phrase verbatim(std::string text) { return {std::move(text), {}, true}; }

    [[nodiscard]] bool empty() const { return m_text.empty(); }
    // A text that the catalogue does not know stays English (a test knows them all).
    [[nodiscard]] std::string in(Language language) const;
    [[nodiscard]] std::string english() const { return in(Language::english); }

    // This and `more` behind it, `between` them where both say something.
    [[nodiscard]] Phrase and_then(Phrase more, std::string_view between) const;

  private:
    friend struct Text;
    Phrase(std::string text, std::vector<Phrase> values, bool verbatim)
        : m_text(std::move(text)), m_values(std::move(values)), m_verbatim(verbatim) {}

    std::string m_text;  // a text of the catalogue with {} for the values, or verbatim
    std::vector<Phrase> m_values;
    bool m_verbatim = true;
};

// A text of the catalogue, in English. Called with values (phrases too), it fills them into its {}.
struct Text {
    std::string_view english;

    [[nodiscard]] constexpr bool empty() const { return english.empty(); }
    [[nodiscard]] std::string in(Language language) const { return Phrase(*this).in(language); }
    // NOLINTNEXTLINE(google-explicit-constructor): wherever a phrase is wanted, a text is one.
    operator Phrase() const { return {std::string(english), {}, false}; }
    template <typename... Values>
    Phrase operator()(Values&&... values) const {
        return {std::string(english), {as_value(std::forward<Values>(values))...}, false};
    }

  private:
    static Phrase as_value(Phrase phrase) { return phrase; }
    static Phrase as_value(Text text) { return text; }
    template <typename Value>
    requires(!std::convertible_to<Value, Phrase>) static Phrase as_value(const Value& value) {
        return Phrase::verbatim(fmt::format("{}", value));
    }
};

}  // namespace ciclo::language

namespace ciclo {

consteval language::Text operator""_tr(const char* text, std::size_t length) {
    return {{text, length}};
}

}  // namespace ciclo
