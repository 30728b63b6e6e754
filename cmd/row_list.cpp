#include "cmd/row_list.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "cmd/output.hpp"
#include "report/report.hpp"

namespace ciclo::cmd {
namespace {

std::string directory() {
    const char* given = std::getenv("TMPDIR");
    return given == nullptr || *given == '\0' ? "/tmp" : given;
}

}  // namespace

RowList::RowList(const config::Config& config) : m_output(config.output), m_language(config.language) {
    auto path = directory() + "/ciclo-rows-XXXXXX";
    const int descriptor = mkstemp(path.data());
    if (descriptor < 0) refuse("made");
    unlink(path.c_str());
    m_file.reset(fdopen(descriptor, "w+"));
    if (m_file == nullptr) refuse("opened");
}

void RowList::refuse(const char* what) const {
    throw Error(ErrorKind::config,
                fmt::format("the temporary file of a dry run with --verbose cannot be {} in {}: {}", what,
                            directory(), std::strerror(errno)),
                "set TMPDIR to a directory with free space, or omit --verbose: the counts need no file"_tr);
}

void RowList::add(const RowChange& row) {
    const bool json = m_output == config::Output::json;
    // Line by line, so that no secret can hide on the border of two pieces of the file.
    const auto text = json ? (m_empty ? "" : ",") + visible_lines(report::row_json(row)) + "\n"
                           : visible_lines(redact(report::row_text(row, m_language)));
    if (std::fwrite(text.data(), 1, text.size(), m_file.get()) != text.size()) refuse("written");
    m_empty = false;
}

void RowList::clear() {
    if (std::fflush(m_file.get()) != 0 || ftruncate(fileno(m_file.get()), 0) != 0) refuse("emptied");
    std::rewind(m_file.get());
    m_empty = true;
}

void RowList::print(const Limits& limits) {
    if (std::fflush(m_file.get()) != 0) refuse("written");
    std::rewind(m_file.get());
    std::array<char, 65536> piece{};
    while (const auto length = std::fread(piece.data(), 1, piece.size(), m_file.get())) {
        print_piece({piece.data(), length}, limits);
    }
    if (std::ferror(m_file.get()) != 0) refuse("read");
}

}  // namespace ciclo::cmd
