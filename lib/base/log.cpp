#include "base/log.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace ciclo {
namespace {

// As much as the largest taker of last_lines() stores (report/ping).
constexpr std::size_t k_tail_bytes = 100'000;

// A line of a log that is kept: often enough to see that it lives, rarely enough to be read. On a terminal:
// as often as the eye follows.
constexpr std::chrono::milliseconds k_line_every{10'000};
constexpr std::chrono::milliseconds k_redraw_every{100};
// One less than the narrowest usual terminal has, so that no line wraps.
constexpr std::size_t k_terminal_columns = 79;

constexpr std::array<std::string_view, 4> k_level_names{"debug", "info", "warning", "error"};

// RFC 8259, section 7: quotes, backslashes and control characters are escaped. Secrets go first: an escaped
// one is none that redact() knows, and one that is a word of the syntax must not break it.
std::string quoted(std::string_view text) {
    std::string escaped;
    for (const char c : redact(text)) {
        if (c == '"' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return '"' + visible(escaped) + '"';
}

bool is_plain(std::string_view text) {
    return !text.empty() && text.find_first_of(" \"=\\") == std::string_view::npos && visible(text) == text;
}

std::string stamp() {
    std::string text = to_odoo(local_machine_now());
    text[10] = 'T';
    return text + 'Z';
}

std::string in_text(const std::vector<LogField>& fields) {
    std::string out;
    for (const auto& field : fields) {
        out += fmt::format(" {}={}", field.key,
                           is_plain(field.value) ? redact(field.value) : quoted(field.value));
    }
    return out;
}

std::string text_line(LogLevel level, std::string_view message, const std::vector<LogField>& fields) {
    return fmt::format("{} {:<7} {}{}", stamp(), k_level_names.at(static_cast<std::size_t>(level)),
                       visible(redact(message)), in_text(fields));
}

std::string json_line(LogLevel level, std::string_view message, const std::vector<LogField>& fields) {
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","message":{})", stamp(),
                                   k_level_names.at(static_cast<std::size_t>(level)), quoted(message));
    for (const auto& field : fields) {
        // Keys are the program's own words: a secret that is one of them is not known for it.
        line += fmt::format(",\"{}\":{}", field.key, field.is_number ? field.value : quoted(field.value));
    }
    return line + '}';
}

}  // namespace

// A log that cannot be written (a closed pipe, a full disk, nobody who reads it) must not stop a cycle.
Log::Log(const StopFlag* stop) : m_drain(std::make_shared<LineDrain>(STDERR_FILENO, stop)) {
    if (isatty(STDERR_FILENO) == 0) return;
    m_progress->use_terminal([drain = m_drain](std::string_view bytes) { drain->draw(bytes); });
}

std::string Log::formatted(LogLevel level, std::string_view message,
                           const std::vector<LogField>& fields) const {
    return m_format == LogFormat::text ? text_line(level, message, fields)
                                       : json_line(level, message, fields);
}

void Log::write(LogLevel level, std::string_view message, const std::vector<LogField>& fields) const {
    if (level < std::min(m_level, LogLevel::info)) return;
    auto line = formatted(level, message, fields);
    const std::lock_guard guard(*m_mutex);
    if (level >= m_level) put(level, line);
    if (level >= LogLevel::info) m_tail->add(std::move(line));
}

void Log::put(LogLevel level, const std::string& line) const {
    m_progress->erase();
    if (!m_drain) return m_sink(line);
    tell_dropped();
    m_drain->put(line, level == LogLevel::error);
}

void Log::tell_dropped() const {
    const auto dropped = m_drain ? m_drain->dropped() : 0;
    if (dropped == 0) return;
    m_drain->report_dropped(
        formatted(LogLevel::warning, "nobody read the log: lines were dropped", {{"lines", dropped}}));
}

void Log::progress(std::string_view message, const std::vector<LogField>& fields) const {
    if (m_level > LogLevel::info) return;
    const std::lock_guard guard(*m_mutex);
    // In JSON every line is an object, on a terminal too.
    const bool is_drawn = m_progress->has_terminal() && m_format == LogFormat::text;
    if (!m_progress->is_due(is_drawn ? k_redraw_every : k_line_every)) return;
    if (!is_drawn) return info(message, fields);
    m_progress->draw(fmt::format("{}{}", visible(redact(message)), in_text(fields)));
}

bool Progress::is_due(std::chrono::milliseconds pause, Clock::time_point now) {
    if (now - m_last < pause) return false;
    m_last = now;
    return true;
}

// Written over with spaces: needs nothing of the terminal but a carriage return.
void Progress::erase() {
    if (!m_drawn) return;
    m_terminal("\r" + std::string(k_terminal_columns, ' ') + "\r");
    m_drawn = false;
}

void Progress::draw(std::string_view line) {
    erase();
    m_terminal(first_line(line, k_terminal_columns));
    m_drawn = true;
}

void LogTail::add(std::string line) {
    m_bytes += line.size() + 1;
    m_lines.push_back(std::move(line));
    for (; m_bytes > k_tail_bytes && m_lines.size() > 1; m_lines.pop_front()) {
        m_bytes -= m_lines.front().size() + 1;
    }
}

std::string LogTail::text(std::size_t max_bytes) const {
    std::size_t bytes = 0;
    auto first = m_lines.end();
    while (first != m_lines.begin() && bytes + std::prev(first)->size() + 1 <= max_bytes) {
        bytes += (--first)->size() + 1;
    }
    if (first == m_lines.end() && !m_lines.empty()) return first_line(m_lines.back(), max_bytes);
    std::string out;
    for (; first != m_lines.end(); ++first) out += *first + '\n';
    return out;
}

}  // namespace ciclo
