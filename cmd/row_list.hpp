// The rows that a dry run would change, kept in a temporary file until the tables are free again: the
// reader of standard output may take their time. Not for: what is printed without --verbose.
#pragma once

#include <cstdio>
#include <memory>

#include "base/limits.hpp"
#include "ciclo/table_changes.hpp"
#include "config/config.hpp"

namespace ciclo::cmd {

class RowList : public RowSink {
  public:
    // Makes the file, without a name, in TMPDIR or /tmp. Throws Error(config) when that cannot be written;
    // add() likewise.
    explicit RowList(const config::Config& config);

    void add(const RowChange& row) override;
    void clear() override;

    // Lines, or JSON objects with commas between them, to standard output. Once. Throws as print() does.
    void print(const Limits& limits);
    [[nodiscard]] bool empty() const { return m_empty; }

  private:
    struct Closer {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    [[noreturn]] void refuse(const char* what) const;

    config::Output m_output;
    language::Language m_language;
    std::unique_ptr<std::FILE, Closer> m_file;
    bool m_empty = true;
};

}  // namespace ciclo::cmd
