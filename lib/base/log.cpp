#include "base/log.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <array>

#include "base/secret.hpp"
#include "base/time.hpp"

namespace ciclo {
namespace {

constexpr std::array<std::string_view, 4> k_level_names{"debug", "info", "warning", "error"};

// RFC 8259, section 7: quotes, backslashes and control characters are escaped.
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        } else {
            out += c;
        }
    }
    return out + '"';
}

bool is_plain(std::string_view text) {
    return !text.empty() && text.find_first_of(" \"=\n\t\\") == std::string_view::npos;
}

std::string stamp() {
    std::string text = to_odoo(local_machine_now());
    text[10] = 'T';
    return text + 'Z';
}

std::string text_line(LogLevel level, std::string_view message, const std::vector<LogField>& fields) {
    std::string line =
        fmt::format("{} {:<7} {}", stamp(), k_level_names.at(static_cast<std::size_t>(level)), message);
    for (const auto& field : fields) {
        line += fmt::format(" {}={}", field.key, is_plain(field.value) ? field.value : quoted(field.value));
    }
    return line;
}

std::string json_line(LogLevel level, std::string_view message, const std::vector<LogField>& fields) {
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","message":{})", stamp(),
                                   k_level_names.at(static_cast<std::size_t>(level)), quoted(message));
    for (const auto& field : fields) {
        line += fmt::format(",{}:{}", quoted(field.key), field.is_number ? field.value : quoted(field.value));
    }
    return line + '}';
}

void write_whole(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(fd, bytes.data(), bytes.size());
        // A log that cannot be written (closed pipe, full disk) must not stop a cycle.
        if (written <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace

Log::Log() : m_sink([](std::string_view line) { write_whole(STDERR_FILENO, std::string(line) + '\n'); }) {}

void Log::write(LogLevel level, std::string_view message, const std::vector<LogField>& fields) const {
    if (level < m_level) return;
    const auto line =
        m_format == LogFormat::text ? text_line(level, message, fields) : json_line(level, message, fields);
    m_sink(redact(line));
}

}  // namespace ciclo
