#include "seams/sql_words.hpp"

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace ciclo::test {

namespace {

bool begins_name(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
           static_cast<unsigned char>(c) >= 128;
}

bool continues_name(char c) {
    return begins_name(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '$';
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

class Lexer {
  public:
    explicit Lexer(std::string_view sql) : m_rest(sql) {}

    std::vector<SqlWord> words() {
        while (!m_rest.empty()) next();
        return std::move(m_words);
    }

  private:
    void next() {
        const char c = m_rest.front();
        if (std::isspace(static_cast<unsigned char>(c)) != 0) {
            m_rest.remove_prefix(1);
        } else if (m_rest.starts_with("--")) {
            m_rest.remove_prefix(std::min(m_rest.find('\n'), m_rest.size()));
        } else if (m_rest.starts_with("/*")) {
            skip_comment();
        } else if (c == '\'') {
            take_literal(false);
        } else if (c == '"') {
            take_quoted_name();
        } else if (c == '$') {
            take_dollar();
        } else if (begins_name(c)) {
            take_name();
        } else if (std::isdigit(static_cast<unsigned char>(c)) != 0) {
            take_while([](char d) { return continues_name(d) || d == '.'; });
            add(SqlWord::Kind::literal, "");
        } else {
            take_sign();
        }
    }

    void add(SqlWord::Kind kind, std::string text) { m_words.push_back({std::move(text), kind, m_depth}); }

    template <typename Predicate>
    std::string_view take_while(Predicate belongs) {
        const auto end = std::find_if_not(m_rest.begin(), m_rest.end(), belongs);
        return take(static_cast<std::size_t>(end - m_rest.begin()));
    }

    std::string_view take(std::size_t length) {
        const auto taken = m_rest.substr(0, length);
        m_rest.remove_prefix(length);
        return taken;
    }

    void skip_comment() {  // they nest
        int open = 0;
        do {
            if (m_rest.empty()) throw std::runtime_error("a comment does not end");
            const bool opens = m_rest.starts_with("/*");
            const bool closes = m_rest.starts_with("*/");
            open += opens ? 1 : closes ? -1 : 0;
            m_rest.remove_prefix(opens || closes ? 2 : 1);
        } while (open > 0);
    }

    // A doubled quote ends the literal and begins another one, which is as good here.
    void take_literal(bool has_escapes) {
        std::size_t at = 1;
        while (at < m_rest.size() && m_rest[at] != '\'') at += has_escapes && m_rest[at] == '\\' ? 2 : 1;
        if (at >= m_rest.size()) throw std::runtime_error("a literal does not end");
        take(at + 1);
        add(SqlWord::Kind::literal, "");
    }

    void take_quoted_name() {
        const auto end = m_rest.find('"', 1);
        if (end == std::string_view::npos) throw std::runtime_error("a quoted name does not end");
        add(SqlWord::Kind::quoted, std::string(m_rest.substr(1, end - 1)));
        take(end + 1);
    }

    void take_name() {
        const auto name = lower(take_while(continues_name));
        if (name == "e" && m_rest.starts_with('\'')) return take_literal(true);
        add(SqlWord::Kind::word, name);
    }

    // $1, or $tag$ code $tag$.
    void take_dollar() {
        const auto end = m_rest.find('$', 1);
        const auto tag = end == std::string_view::npos ? std::string_view{} : m_rest.substr(0, end + 1);
        const auto inner = tag.size() < 2 ? tag : tag.substr(1, tag.size() - 2);
        const bool is_tag = !tag.empty() && std::all_of(inner.begin(), inner.end(), continues_name) &&
                            (inner.empty() || begins_name(inner.front()));
        if (!is_tag) {
            take(1);
            take_while([](char d) { return std::isdigit(static_cast<unsigned char>(d)) != 0; });
            return add(SqlWord::Kind::literal, "");
        }
        const auto close = m_rest.find(tag, tag.size());
        if (close == std::string_view::npos)
            throw std::runtime_error("a literal in dollar quotes does not end");
        add(SqlWord::Kind::sign, ";");
        for (auto& word : sql_words(m_rest.substr(tag.size(), close - tag.size()))) m_words.push_back(word);
        add(SqlWord::Kind::sign, ";");
        take(close + tag.size());
    }

    void take_sign() {
        const char c = take(1).front();
        if (c == ')' || c == ']') --m_depth;
        add(SqlWord::Kind::sign, std::string(1, c));
        if (c == '(' || c == '[') ++m_depth;
    }

    std::string_view m_rest;
    std::vector<SqlWord> m_words;
    int m_depth = 0;
};

}  // namespace

std::vector<SqlWord> sql_words(std::string_view sql) {
    return Lexer(sql).words();
}

}  // namespace ciclo::test
