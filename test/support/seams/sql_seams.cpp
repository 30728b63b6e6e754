#include "seams/sql_seams.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>

#include "seams/sql_words.hpp"

namespace ciclo::test {

namespace {

using Kind = SqlWord::Kind;

struct Name {
    std::string text;
    bool in_session;   // pg_temp.x
    std::size_t last;  // where it stands; qualified names end there
};

class Reader {
  public:
    explicit Reader(std::string_view sql) : m_words(sql_words(sql)), m_is_target(m_words.size()) {}

    SqlSeams read() {
        for (std::size_t i = 0; i < m_words.size(); ++i) read_at(i);
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            if (!is_name(i) || m_is_target[i]) continue;
            m_seams.named.insert(m_words[i].text + (is_session_function(i) ? "()" : ""));
        }
        return std::move(m_seams);
    }

  private:
    void read_at(std::size_t i) {
        if (is_sign(i, ";")) m_inserts.clear();
        if (is(i, "create")) create(i + 1);
        if (is(i, "insert") && is(i + 1, "into")) insert(i + 2, m_words[i].depth);
        if (is(i, "update")) update(i + 1);
        if (is(i, "delete") && is(i + 1, "from")) remove(i + 2);
        if (i == 0 || is_sign(i - 1, ";")) begin(i);
        refuse(i);
    }

    // What only the first word of a statement says.
    void begin(std::size_t i) {
        if (is(i, "truncate")) remove_all(is(i + 1, "table") ? i + 2 : i + 1);
        if (is(i, "copy")) copy(i + 1);
        if (is_any(i, {"analyze", "drop"})) pass_over(i + 1);
        // Its name is that of a statement, not of a table.
        if (is_any(i, {"prepare", "execute", "deallocate"}) && i + 1 < m_words.size())
            m_is_target[i + 1] = true;
    }

    // Words and signs; past the end there is nothing.
    bool is(std::size_t i, std::string_view word) const {
        return i < m_words.size() && m_words[i].kind == Kind::word && m_words[i].text == word;
    }
    bool is_any(std::size_t i, std::initializer_list<std::string_view> words) const {
        return std::any_of(words.begin(), words.end(), [&](auto word) { return is(i, word); });
    }
    bool is_sign(std::size_t i, std::string_view sign) const {
        return i < m_words.size() && m_words[i].kind == Kind::sign && m_words[i].text == sign;
    }
    bool is_name(std::size_t i) const {
        return i < m_words.size() && (m_words[i].kind == Kind::word || m_words[i].kind == Kind::quoted);
    }
    bool is_session_function(std::size_t i) const {
        return i >= 2 && is(i - 2, "pg_temp") && is_sign(i - 1, ".") && is_sign(i + 1, "(");
    }

    // The name of what a statement acts on; it counts as no reading.
    Name target(std::size_t i, std::string_view statement) {
        while (is_any(i, {"only", "if", "not", "exists", "concurrently"})) ++i;
        if (!is_name(i)) throw std::runtime_error(fmt::format("{}: no name follows", statement));
        Name name{m_words[i].text, false, i};
        while (is_sign(name.last + 1, ".") && is_name(name.last + 2)) {
            name.in_session = name.text == "pg_temp";
            m_is_target[name.last] = true;
            name.last += 2;
            name.text = m_words[name.last].text;
        }
        m_is_target[name.last] = true;
        return name;
    }

    void create(std::size_t i) {
        bool in_session = false;
        for (; is_any(i, {"or", "replace", "temp", "temporary", "unique", "local", "global", "recursive",
                          "unlogged", "materialized"});
             ++i) {
            in_session = in_session || is_any(i, {"temp", "temporary"});
        }
        if (is(i, "index")) return create_index(i + 1);
        if (!is_any(i, {"table", "view", "function", "procedure"})) return;
        const auto name = target(i + 1, "CREATE");
        in_session = in_session || name.in_session;
        if (is(i, "table")) {
            if (!in_session) m_seams.kept.insert(name.text);
            if (in_session) m_seams.made[name.text] = Made::table;
            if (holds(name.last + 1, "as")) write(name.text, "*", true);
        } else if (in_session) {
            const bool is_view = is(i, "view");
            m_seams.made[name.text + (is_view ? "" : "()")] = is_view ? Made::view : Made::function;
        }
    }

    void create_index(std::size_t i) {
        while (is_any(i, {"concurrently", "if", "not", "exists"})) ++i;
        if (!is(i, "on")) i = target(i, "CREATE INDEX").last + 1;
        if (is(i, "on")) target(i + 1, "CREATE INDEX");
    }

    // Whether the word comes later in the same statement, outside of parentheses.
    bool holds(std::size_t i, std::string_view word) const {
        for (const int depth = i < m_words.size() ? m_words[i].depth : 0; i < m_words.size(); ++i) {
            if (m_words[i].depth < depth || is_sign(i, ";")) return false;
            if (m_words[i].depth == depth && is(i, word)) return true;
        }
        return false;
    }

    void insert(std::size_t i, int depth) {
        const auto table = target(i, "INSERT INTO");
        m_inserts[depth] = table.text;
        write(table.text, "INSERT", false);
        i = table.last + 1;
        if (is(i, "as")) i += 2;
        if (is_sign(i, "(") && !is_any(i + 1, {"select", "with", "values", "table"}) &&
            !is_sign(i + 1, "(")) {
            for (const auto& column : listed(i)) write(table.text, column, true);
        } else {
            write(table.text, "*", true);
        }
    }

    // The first name after the bracket and after each comma in it.
    std::vector<std::string> listed(std::size_t open) const {
        std::vector<std::string> out;
        const int depth = m_words[open].depth;
        for (auto i = open + 1; i < m_words.size() && m_words[i].depth > depth; ++i) {
            const bool begins = i == open + 1 || (is_sign(i - 1, ",") && m_words[i].depth == depth + 1);
            if (begins && is_name(i)) out.push_back(m_words[i].text);
        }
        return out;
    }

    // UPDATE of a table, or ON CONFLICT DO UPDATE; not FOR UPDATE, ON UPDATE CASCADE, GRANT UPDATE.
    void update(std::size_t i) {
        if (i >= 2 && is(i - 2, "do")) {
            const auto insert = m_inserts.find(m_words[i - 1].depth);
            if (insert == m_inserts.end() || !is(i, "set"))
                throw std::runtime_error("DO UPDATE: no INSERT before it");
            return assign(insert->second, i);
        }
        if (i >= 2 && is_any(i - 2, {"for", "key", "on"})) return;
        auto set = is(i, "only") ? i + 1 : i;
        while (is_name(set) && is_sign(set + 1, ".")) set += 2;
        set += is_sign(set + 1, "*") ? 2 : 1;
        if (is(set, "as")) ++set;
        if (!is(set, "set") && is_name(set)) ++set;
        if (is(set, "set")) assign(target(i, "UPDATE").text, set);
    }

    // SET a = ..., (b, c) = (...), d[1] = ...
    void assign(const std::string& table, std::size_t set) {
        const int depth = m_words[set].depth;
        auto i = set;
        do {
            ++i;
            if (!is_name(i) && !is_sign(i, "(")) {
                throw std::runtime_error(fmt::format("UPDATE {}: no column where one is expected", table));
            }
            const auto columns = is_sign(i, "(") ? listed(i) : std::vector{m_words[i].text};
            for (const auto& column : columns) write(table, column, false);
            while (!ends_assignment(i, depth)) ++i;
        } while (is_sign(i, ","));
    }

    bool ends_assignment(std::size_t i, int depth) const {
        if (i >= m_words.size() || m_words[i].depth < depth) return true;
        if (m_words[i].depth > depth) return false;
        if (is(i, "from")) return !is(i - 1, "distinct");
        return is_sign(i, ",") || is_sign(i, ";") || is_any(i, {"where", "returning"});
    }

    // What DELETE returns, it reads.
    void remove(std::size_t i) {
        const auto table = target(i, "DELETE FROM");
        write(table.text, "DELETE", false);
        if (holds(table.last + 1, "returning")) m_seams.named.insert(table.text);
    }

    void remove_all(std::size_t i) {
        do remove(i);
        while (is_sign(i + 1, ",") && is_name(i += 2));
    }

    // COPY table (columns) FROM; to copy out is to read.
    void copy(std::size_t i) {
        if (!is_name(i)) return;
        auto end = i;
        while (end < m_words.size() && !is_any(end, {"from", "to"})) ++end;
        if (!is(end, "from")) return;
        const auto table = target(i, "COPY");
        write(table.text, "INSERT", false);
        if (!is_sign(table.last + 1, "(")) return write(table.text, "*", true);
        for (const auto& column : listed(table.last + 1)) write(table.text, column, true);
    }

    // ANALYZE and DROP use nothing of what they name.
    void pass_over(std::size_t i) {
        for (; i < m_words.size() && !is_sign(i, ";") && !is_sign(i, ")"); ++i) m_is_target[i] = true;
    }

    void refuse(std::size_t i) const {
        if (is(i, "merge") && is(i + 1, "into"))
            throw std::runtime_error("MERGE is not followed here: write UPDATE and INSERT");
        // What PREPARE names is read where it is prepared.
        if (is(i, "execute") && i + 1 < m_words.size() && m_words[i + 1].text.starts_with("stg_")) return;
        if (is(i, "execute") && !is_any(i + 1, {"on", "function", "procedure"})) {
            throw std::runtime_error("EXECUTE is not followed here: write the statement itself");
        }
        const bool is_known_into = i >= 1 && is_any(i - 1, {"insert", "merge"});
        if (is(i, "into") && !is_known_into)
            throw std::runtime_error("SELECT INTO is not followed here: write CREATE TABLE AS");
    }

    void write(const std::string& table, const std::string& column, bool only_in_new_rows) {
        m_seams.writes.push_back({table, column, only_in_new_rows});
    }

    std::vector<SqlWord> m_words;
    std::vector<bool> m_is_target;
    std::map<int, std::string> m_inserts;  // by depth, of this statement: what ON CONFLICT DO UPDATE writes
    SqlSeams m_seams;
};

}  // namespace

SqlSeams read_sql(std::string_view sql) {
    return Reader(sql).read();
}

}  // namespace ciclo::test
