// A value that must never be shown. It cannot be formatted, so it cannot be logged by accident; every secret
// also registers itself so that redact() can blank it in texts that come from libraries and servers.
#pragma once

#include <string>
#include <string_view>

namespace ciclo {

class Secret {
  public:
    Secret() = default;
    // Registers the value, its forms in a URL and in JSON, and nothing shorter than 4 characters (it would
    // blank words).
    explicit Secret(std::string value);

    // For handing to a library, and nothing else.
    [[nodiscard]] const std::string& reveal() const { return m_value; }
    [[nodiscard]] bool empty() const { return m_value.empty(); }
    [[nodiscard]] std::size_t size() const { return m_value.size(); }

  private:
    std::string m_value;
};

// Registers a further text that redact() blanks (for instance the password inside a URL).
void register_secret(std::string_view value);

// For tests: redact() blanks nothing any more.
void forget_secrets();

// `text` with every registered secret replaced by "***".
std::string redact(std::string_view text);

}  // namespace ciclo
