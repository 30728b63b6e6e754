#include "report/metrics_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/outlet.hpp"
#include "report/prometheus.hpp"

namespace ciclo::report {
namespace {

// What is looked for stands in the first lines.
constexpr std::size_t k_longest_bytes = 65'536;
// Written in a moment: a temporary file of that age is nobody's any more.
constexpr std::chrono::minutes k_left_behind{1};
constexpr std::string_view k_suffix = ".ciclo-XXXXXX";

// A local disk takes it at once.
constexpr std::chrono::milliseconds k_patience{2'000};

class Descriptor {
  public:
    explicit Descriptor(int number) : m_number(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return m_number; }
    bool close() {
        const int number = m_number;
        m_number = -1;
        return number < 0 || ::close(number) == 0;
    }

  private:
    int m_number;
};

std::string fault(std::string_view what) {
    return fmt::format("{}: {}", what, std::generic_category().message(errno));
}

bool write_whole(int number, std::string_view text) {
    const auto sent = send_bytes(number, text, k_patience);
    if (sent.outcome == Sent::Outcome::late) errno = ETIMEDOUT;
    return sent.all();
}

bool fill(Descriptor& file, const std::string& text, mode_t mode) {
    return write_whole(file.number(), text) && fchmod(file.number(), mode) == 0 &&
           fsync(file.number()) == 0 && file.close();
}

// To rename over a device or a pipe would take it from its readers.
bool is_replaceable(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

mode_t mode_of(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) return status.st_mode & 07777U;
    const auto mask = umask(0);
    umask(mask);
    return 0666U & ~mask;
}

// The temporary files of runs that were killed, beside `path`.
void remove_left_behind(const std::filesystem::path& path) {
    const auto begin = path.filename().string() + ".ciclo-";
    const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    std::error_code fault;  // what cannot be seen or removed stays: it is in nobody's way
    for (const auto& entry : std::filesystem::directory_iterator(directory, fault)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(begin) || name.size() != path.filename().string().size() + k_suffix.size())
            continue;
        const auto age = std::filesystem::file_time_type::clock::now() - entry.last_write_time(fault);
        if (!fault && age > k_left_behind && entry.is_regular_file(fault))
            std::filesystem::remove(entry, fault);
    }
}

std::string warning(const std::string& path, const CycleReport& report, UtcSeconds ended) {
    auto last_success = report.last_success;
    if (report.code == ExitCode::ok) last_success = ended;
    if (!last_success) last_success = last_success_in(read_file(path));
    return replace_file(path, prometheus_text(report, ended, last_success), k_metrics_mode);
}

}  // namespace

void write_metrics(const std::string& path, const CycleReport& report, UtcSeconds ended, const Log& log) {
    if (path.empty() || report.dry_run) return;
    std::string reason;
    try {
        reason = warning(path, report, ended);
    } catch (const std::exception& error) {
        reason = error.what();
    }
    if (!reason.empty()) {
        // Also in a quiet log: else nobody would notice that monitoring has stopped.
        log.error("the metrics file was not written", {{"path", path}, {"reason", reason}});
    }
}

std::string replace_file(const std::string& path, const std::string& text, std::optional<mode_t> mode) {
    if (!is_replaceable(path)) return "the path is not a regular file";
    remove_left_behind(path);
    const auto wanted = mode.value_or(mode_of(path));
    // Its name does not end like the file's: a reader of *.prom passes it over.
    auto temporary = path + std::string(k_suffix);
    Descriptor file(mkostemp(temporary.data(), O_CLOEXEC));
    if (file.number() < 0) return fault("no file can be created in its directory");
    if (fill(file, text, wanted) && std::rename(temporary.c_str(), path.c_str()) == 0) return {};
    auto reason = fault("it cannot be replaced");
    unlink(temporary.c_str());
    return reason;
}

std::string read_file(const std::string& path) {
    // Without waiting for the writer of a pipe.
    const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct stat status {};
    if (file.number() < 0 || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    std::string text(k_longest_bytes, '\0');
    const auto length = ::read(file.number(), text.data(), text.size());
    text.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
    return text;
}

}  // namespace ciclo::report
