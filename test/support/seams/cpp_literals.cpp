#include "seams/cpp_literals.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace ciclo::test {

namespace {

class Reader {
  public:
    explicit Reader(std::string_view source) : m_rest(source) {}

    std::vector<std::string> read() {
        while (!m_rest.empty()) next();
        return std::move(m_literals);
    }

  private:
    void next() {
        const char c = m_rest.front();
        if (m_rest.starts_with("//")) {
            m_rest.remove_prefix(std::min(m_rest.find('\n'), m_rest.size()));
        } else if (m_rest.starts_with("/*")) {
            take(end_of("*/", 2));
        } else if (m_rest.starts_with("R\"") && !m_follows_name) {
            take_raw();
        } else if (c == '"') {
            take_plain();
        } else if (c == '\'' && !m_follows_name) {  // else it groups the digits of a number
            take_quoted('\'');
        } else {
            if (std::isspace(static_cast<unsigned char>(c)) == 0) m_is_adjacent = false;
            m_follows_name = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
            m_rest.remove_prefix(1);
        }
    }

    std::size_t end_of(std::string_view mark, std::size_t from) const {
        const auto at = m_rest.find(mark, from);
        if (at == std::string_view::npos) throw std::runtime_error("a comment or literal does not end");
        return at + mark.size();
    }

    std::string_view take(std::size_t length) {
        const auto taken = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        m_follows_name = false;
        return taken;
    }

    void add(std::string_view text) {
        if (!m_is_adjacent) m_literals.emplace_back();
        m_literals.back() += text;
        m_is_adjacent = true;
    }

    std::string take_quoted(char quote) {
        std::string out;
        std::size_t at = 1;
        for (; at < m_rest.size() && m_rest[at] != quote; ++at) {
            if (m_rest[at] == '\\') ++at;
            if (at < m_rest.size()) out += m_rest[at - 1] == '\\' && m_rest[at] == 'n' ? '\n' : m_rest[at];
        }
        if (at >= m_rest.size()) throw std::runtime_error("a literal does not end");
        take(at + 1);
        return out;
    }

    void take_plain() { add(take_quoted('"')); }

    // R"x( ... )x"
    void take_raw() {
        const auto open = m_rest.find('(');
        if (open == std::string_view::npos) throw std::runtime_error("a raw literal does not begin");
        const auto close = ")" + std::string(m_rest.substr(2, open - 2)) + "\"";
        const auto whole = take(end_of(close, open));
        add(whole.substr(open + 1, whole.size() - open - 1 - close.size()));
    }

    std::string_view m_rest;
    std::vector<std::string> m_literals;
    bool m_is_adjacent = false;   // only blanks and comments since the last literal
    bool m_follows_name = false;  // the character before belongs to a name or a number
};

}  // namespace

std::vector<std::string> cpp_literals(std::string_view source) {
    return Reader(source).read();
}

}  // namespace ciclo::test
