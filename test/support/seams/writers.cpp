#include "seams/writers.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <stdexcept>

namespace ciclo::test {

namespace {

constexpr std::string_view k_head =
    R"(# Which folder may write which column of the tables that stay. INSERT and DELETE are rows as such. 'carteira' changes the
# column; 'carteira+' gives it a value in rows that it adds, and never again. A test compares this list with the statements
# in both directions: a writer that is not named fails, and an entry that nobody uses. 'make map' prints what differs,
# 'make writers' writes the list as the statements have it.
)";

constexpr std::size_t k_line_length = 120;

// "a, b, c" with what is around the names cut off.
std::vector<std::string> names_in(std::string text) {
    std::replace(text.begin(), text.end(), ',', ' ');
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
}

class Parser {
  public:
    Writers parse(std::string_view text) {
        std::istringstream lines{std::string(text)};
        for (std::string line; std::getline(lines, line);) {
            ++m_line;
            if (line.find_first_not_of(" \t\r") == std::string::npos || line.front() == '#') continue;
            if (line.front() != ' ')
                begin_table(line);
            else
                read_entry(line);
        }
        return std::move(m_writers);
    }

  private:
    void begin_table(const std::string& line) {
        const auto names = names_in(line);
        if (names.size() != 1 || m_writers.count(names[0]) != 0)
            refuse("expected a table that has not been named yet");
        m_columns = &m_writers[names[0]];
        m_folders.clear();
    }

    // "    folders: columns", or more columns of the line before.
    void read_entry(const std::string& line) {
        const auto colon = line.find(':');
        if (colon != std::string::npos) {
            const auto folders = names_in(line.substr(0, colon));
            m_folders = {folders.begin(), folders.end()};
        }
        if (m_columns == nullptr || m_folders.empty())
            refuse("expected 'folder, folder: column, column' below a table");
        for (const auto& column : names_in(colon == std::string::npos ? line : line.substr(colon + 1))) {
            if (!m_columns->emplace(column, m_folders).second)
                refuse(fmt::format("'{}' stands here twice", column));
        }
    }

    [[noreturn]] void refuse(const std::string& why) const {
        throw std::runtime_error(fmt::format("writers.txt, line {}: {}", m_line, why));
    }

    Writers m_writers;
    std::map<std::string, Folders>* m_columns = nullptr;
    Folders m_folders;
    int m_line = 0;
};

// Lines of at most k_line_length characters; those after the first stand further in.
std::string wrapped(std::string line, const std::vector<std::string>& columns) {
    std::string out;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto word = columns[i] + (i + 1 < columns.size() ? "," : "");
        if (line.size() + 1 + word.size() > k_line_length) {
            out += line + "\n";
            line = std::string(7, ' ');
        }
        line += " " + word;
    }
    return out + line + "\n";
}

std::string without_plus(const std::string& folder) {
    return folder.ends_with('+') ? folder.substr(0, folder.size() - 1) : folder;
}

const Folders& at(const Writers& writers, const std::string& table, const std::string& column) {
    static const Folders k_none;
    const auto columns = writers.find(table);
    if (columns == writers.end()) return k_none;
    const auto folders = columns->second.find(column);
    return folders == columns->second.end() ? k_none : folders->second;
}

std::string what(const std::string& table, const std::string& column) {
    if (column == "INSERT") return "rows added to " + table;
    if (column == "DELETE") return "rows deleted from " + table;
    if (column == "*") return table + " by an INSERT that does not name its columns";
    return table + "." + column;
}

void append_not_allowed(std::vector<std::string>& out, const SeamMap& map, const Writers& declared) {
    for (const auto& [table, columns] : map.written) {
        for (const auto& [column, folders] : columns) {
            for (const auto& [folder, writer] : folders) {
                const auto entry = folder + (writer.only_in_new_rows ? "+" : "");
                if (at(declared, table, column).count(entry) != 0) continue;
                out.push_back(fmt::format("{} writes {}: lib/writers.txt does not give it to '{}'",
                                          writer.file, what(table, column), entry));
            }
        }
    }
}

void append_not_used(std::vector<std::string>& out, const Writers& declared, const Writers& actual) {
    for (const auto& [table, columns] : declared) {
        for (const auto& [column, folders] : columns) {
            const auto& writing = at(actual, table, column);
            for (const auto& folder : folders) {
                if (writing.count(folder) != 0) continue;
                const bool adds = writing.count(without_plus(folder) + "+") != 0;
                out.push_back(fmt::format("lib/writers.txt gives {} to '{}', which does not write it{}",
                                          what(table, column), folder,
                                          adds ? " but in rows that it adds" : ""));
            }
        }
    }
}

}  // namespace

Writers parse_writers(std::string_view text) {
    return Parser().parse(text);
}

Writers writers_of(const SeamMap& map) {
    Writers out;
    for (const auto& [table, columns] : map.written) {
        for (const auto& [column, folders] : columns) {
            for (const auto& [folder, writer] : folders) {
                out[table][column].insert(folder + (writer.only_in_new_rows ? "+" : ""));
            }
        }
    }
    return out;
}

std::vector<std::pair<Folders, std::vector<std::string>>> grouped(
    const std::map<std::string, Folders>& columns) {
    std::vector<std::pair<Folders, std::vector<std::string>>> out;
    for (const auto& [column, folders] : columns) {
        auto group = std::find_if(out.begin(), out.end(),
                                  [&wanted = folders](const auto& g) { return g.first == wanted; });
        if (group == out.end()) group = out.insert(out.end(), {folders, {}});
        group->second.push_back(column);
    }
    return out;
}

std::string text_of(const Writers& writers) {
    std::string out(k_head);
    for (const auto& [table, columns] : writers) {
        out += "\n" + table + "\n";
        for (const auto& [folders, names] : grouped(columns)) {
            out += wrapped(fmt::format("    {}:", fmt::join(folders, ", ")), names);
        }
    }
    return out;
}

std::vector<std::string> differences(const SeamMap& map, const Writers& declared) {
    std::vector<std::string> out;
    append_not_allowed(out, map, declared);
    append_not_used(out, declared, writers_of(map));
    return out;
}

}  // namespace ciclo::test
