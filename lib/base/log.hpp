// The log: one line an event on standard error, as key=value text or as JSON. Not for: the result (standard
// output). Every line passes redact(); a line never holds a record's content beyond its identifiers.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/line_drain.hpp"

namespace ciclo {

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };

// A value of a log line: text or a number, kept as text.
struct LogField {
    LogField(std::string_view k, std::string_view v) : key(k), value(v), is_number(false) {}
    LogField(std::string_view k, const char* v) : key(k), value(v), is_number(false) {}
    LogField(std::string_view k, const std::string& v) : key(k), value(v), is_number(false) {}
    LogField(std::string_view k, long long v) : key(k), value(std::to_string(v)), is_number(true) {}

    std::string key;
    std::string value;
    bool is_number;
};

// The newest finished lines, up to a number of bytes.
class LogTail {
  public:
    void add(std::string line);
    // In their order, each ended by a newline: the newest whole lines that fit, or the beginning of the
    // newest one.
    [[nodiscard]] std::string text(std::size_t max_bytes) const;

  private:
    std::deque<std::string> m_lines;
    std::size_t m_bytes = 0;
};

// How far a long read has come: on a terminal one line that is written over again and again and goes when
// it ends, elsewhere a line of the log now and then.
class Progress {
  public:
    using Clock = std::chrono::steady_clock;

    // Takes bytes for the terminal as they are.
    using Terminal = std::function<void(std::string_view bytes)>;

    void use_terminal(Terminal terminal) { m_terminal = std::move(terminal); }
    [[nodiscard]] bool has_terminal() const { return static_cast<bool>(m_terminal); }
    // True when the last time that it was true, or the beginning, is `pause` ago.
    bool is_due(std::chrono::milliseconds pause, Clock::time_point now = Clock::now());
    // Only with a terminal. draw() cuts what is wider than 79 columns; erase() may be called at any time.
    void draw(std::string_view line);
    void erase();

  private:
    Terminal m_terminal;
    Clock::time_point m_last = Clock::now();
    bool m_drawn = false;
};

class Log {
  public:
    // Takes one finished line without its newline.
    using Sink = std::function<void(std::string_view line)>;

    // Writes to standard error; progress too, where that is a terminal. Lines that nobody reads in time are
    // dropped, and reported once somebody reads again. `stop`, if any, must outlive the log and its copies.
    explicit Log(const StopFlag* stop = nullptr);
    explicit Log(Sink sink) : m_sink(std::move(sink)) {}

    void set_level(LogLevel level) { m_level = level; }
    void set_format(LogFormat format) { m_format = format; }

    // What was logged last at info or above, also where the level keeps it from being written (--quiet). A
    // copy of a log goes on with the same lines.
    [[nodiscard]] std::string last_lines(std::size_t max_bytes) const { return m_tail->text(max_bytes); }

    // Of a long read: call it as often as you like; nothing is shown that the level would not.
    void progress(std::string_view message, const std::vector<LogField>& fields) const;
    void end_progress() const { m_progress->erase(); }
    // For tests.
    void show_progress_on(Progress::Terminal terminal) { m_progress->use_terminal(std::move(terminal)); }

    void write(LogLevel level, std::string_view message, const std::vector<LogField>& fields = {}) const;
    // Where lines were dropped and somebody reads again: says so. Before each line, and at the end.
    void tell_dropped() const;
    void debug(std::string_view message, const std::vector<LogField>& fields = {}) const {
        write(LogLevel::debug, message, fields);
    }
    void info(std::string_view message, const std::vector<LogField>& fields = {}) const {
        write(LogLevel::info, message, fields);
    }
    void warning(std::string_view message, const std::vector<LogField>& fields = {}) const {
        write(LogLevel::warning, message, fields);
    }
    void error(std::string_view message, const std::vector<LogField>& fields = {}) const {
        write(LogLevel::error, message, fields);
    }

  private:
    [[nodiscard]] std::string formatted(LogLevel level, std::string_view message,
                                        const std::vector<LogField>& fields) const;
    void put(LogLevel level, const std::string& line) const;

    Sink m_sink;
    // Lines of several threads come one after the other; recursive, because progress() may write one.
    std::shared_ptr<std::recursive_mutex> m_mutex = std::make_shared<std::recursive_mutex>();
    std::shared_ptr<LineDrain> m_drain;  // of standard error; then there is no sink
    std::shared_ptr<LogTail> m_tail = std::make_shared<LogTail>();
    std::shared_ptr<Progress> m_progress = std::make_shared<Progress>();
    LogLevel m_level = LogLevel::info;
    LogFormat m_format = LogFormat::text;
};

}  // namespace ciclo
