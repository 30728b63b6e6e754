// The log: one line an event on standard error, as key=value text or as JSON. Not for: the result (standard
// output). Every line passes redact(); a line never holds a record's content beyond its identifiers.
#pragma once

#include <deque>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

class Log {
  public:
    // Takes one finished line without its newline.
    using Sink = std::function<void(std::string_view line)>;

    // Writes to standard error.
    Log();
    explicit Log(Sink sink) : m_sink(std::move(sink)) {}

    void set_level(LogLevel level) { m_level = level; }
    void set_format(LogFormat format) { m_format = format; }

    // What was logged last at info or above, also where the level keeps it from being written (--quiet). A
    // copy of a log goes on with the same lines.
    [[nodiscard]] std::string last_lines(std::size_t max_bytes) const { return m_tail->text(max_bytes); }

    void write(LogLevel level, std::string_view message, const std::vector<LogField>& fields = {}) const;
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
    Sink m_sink;
    std::shared_ptr<LogTail> m_tail = std::make_shared<LogTail>();
    LogLevel m_level = LogLevel::info;
    LogFormat m_format = LogFormat::text;
};

}  // namespace ciclo
