#include "seams/seam_map.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "seams/cpp_literals.hpp"

namespace ciclo::test {

namespace {

bool is_staging_name(std::string_view text) {
    return text.starts_with("stg_") && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
           });
}

bool looks_like_sql(std::string_view text) {
    static constexpr std::array<std::string_view, 7> k_first{
        "INSERT INTO ", "UPDATE ", "DELETE FROM ", "WITH ", "COPY ", "TRUNCATE ", "MERGE INTO "};
    return text.find("stg_") != std::string_view::npos ||
           std::any_of(k_first.begin(), k_first.end(), [&](auto first) { return text.starts_with(first); });
}

void append(SqlSeams& out, SqlSeams more) {
    out.made.merge(more.made);
    out.kept.merge(more.kept);
    out.named.merge(more.named);
    out.writes.insert(out.writes.end(), more.writes.begin(), more.writes.end());
}

// What a source says, and the names of staging tables that it hands on as they are: to code that fills or
// reads them.
struct Reading {
    std::string file;
    SqlSeams seams;
    std::set<std::string> handed;
};

void read_cpp(Reading& reading, std::string_view text) {
    for (const auto& literal : cpp_literals(text)) {
        if (is_staging_name(literal))
            reading.handed.insert(literal);
        else if (looks_like_sql(literal))
            append(reading.seams, read_sql(literal));
    }
}

Reading read(const Source& source) try {
    Reading reading{source.name, {}, {}};
    if (source.name.ends_with(".sql"))
        reading.seams = read_sql(source.text);
    else
        read_cpp(reading, source.text);
    return reading;
} catch (const std::runtime_error& error) {
    throw std::runtime_error(fmt::format("{}: {}", source.name, error.what()));
}

class Drawing {
  public:
    explicit Drawing(const std::vector<Source>& sources) {
        for (const auto& source : sources) m_readings.push_back(read(source));
    }

    SeamMap draw() {
        for (const auto& reading : m_readings) enter_makers(reading);
        for (const auto& reading : m_readings) {
            enter_writes(reading);
            enter_names(reading);
        }
        for (const auto& [name, table] : m_map.staging) {
            if (!is_staging_name(name)) continue;
            const bool is_filled = table.kind != Made::table || !table.filled.empty();
            if (!is_filled) fault("nobody fills {}, which {} makes", name, table.maker);
            if (table.read.empty()) fault("nobody reads {}, which {} makes", name, table.maker);
        }
        return std::move(m_map);
    }

  private:
    template <typename... Arguments>
    void fault(fmt::format_string<Arguments...> sentence, Arguments&&... arguments) {
        m_map.faults.push_back(fmt::format(sentence, std::forward<Arguments>(arguments)...));
    }

    void enter_makers(const Reading& reading) {
        m_kept.insert(reading.seams.kept.begin(), reading.seams.kept.end());
        for (const auto& [name, kind] : reading.seams.made) {
            const auto [it, is_new] =
                m_map.staging.try_emplace(name, StagingTable{reading.file, kind, {}, {}});
            if (!is_new) fault("{} makes {}, and so does {}", reading.file, name, it->second.maker);
        }
    }

    void enter_writes(const Reading& reading) {
        const auto folder = folder_of(reading.file);
        for (const auto& write : reading.seams.writes) {
            const auto staged = m_map.staging.find(write.table);
            if (staged != m_map.staging.end()) {
                staged->second.filled.try_emplace(folder, reading.file);
                continue;
            }
            if (m_kept.count(write.table) == 0)
                fault("{} writes {}, which nobody makes", reading.file, write.table);
            auto& writer = m_map.written[write.table][write.column]
                               .try_emplace(folder, Writer{reading.file, true})
                               .first->second;
            // A file that changes the column says more than one that only adds rows.
            if (writer.only_in_new_rows && !write.only_in_new_rows) writer = {reading.file, false};
        }
    }

    void enter_names(const Reading& reading) {
        const auto folder = folder_of(reading.file);
        auto names = reading.seams.named;
        names.insert(reading.handed.begin(), reading.handed.end());
        for (const auto& name : names) {
            const auto staged = m_map.staging.find(name);
            if (staged == m_map.staging.end()) {
                if (is_staging_name(name)) fault("{} names {}, which nobody makes", reading.file, name);
                continue;
            }
            // The folder that makes a table and hands its name to C++ has it filled with COPY.
            const bool is_filled =
                reading.handed.count(name) != 0 && folder == folder_of(staged->second.maker);
            (is_filled ? staged->second.filled : staged->second.read).try_emplace(folder, reading.file);
        }
    }

    std::vector<Reading> m_readings;
    std::set<std::string> m_kept;
    SeamMap m_map;
};

}  // namespace

SeamMap draw(const std::vector<Source>& sources) {
    return Drawing(sources).draw();
}

std::vector<std::string> sideways(const SeamMap& map, const Links& links) {
    const auto known = all_known(links);
    std::vector<std::string> out;
    for (const auto& [name, table] : map.staging) {
        const auto maker = folder_of(table.maker);
        for (const auto& [uses, word] :
             {std::pair{&table.filled, "fills"}, std::pair{&table.read, "reads"}}) {
            for (const auto& [folder, file] : *uses) {
                const auto it = known.find(folder);
                if (folder == maker || (it != known.end() && it->second.count(maker) != 0)) continue;
                out.push_back(fmt::format("{} {} {}, which {} makes; '{}' has no DEPENDS on '{}'", file, word,
                                          name, table.maker, folder, maker));
            }
        }
    }
    return out;
}

}  // namespace ciclo::test
