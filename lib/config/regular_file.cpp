#include "config/regular_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/error.hpp"

namespace ciclo::config {

FileHandle open_regular_file(const std::string& path, const std::string& expected) {
    const auto refuse = [&](const std::string& fault) {
        throw Error(ErrorKind::config, fmt::format("{}; expected {}", fault, expected));
    };
    const auto reason = [] { return std::generic_category().message(errno); };
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) refuse(fmt::format("cannot be read ({})", reason()));
    FileHandle file(fdopen(descriptor, "r"));
    if (file == nullptr) {
        close(descriptor);
        refuse(fmt::format("cannot be read ({})", reason()));
    }
    struct stat status {};
    if (fstat(descriptor, &status) != 0) refuse(fmt::format("cannot be read ({})", reason()));
    if (!S_ISREG(status.st_mode)) refuse("cannot be read (not a regular file)");
    return file;
}

bool is_readable_by_all(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && (status.st_mode & S_IROTH) != 0;
}

}  // namespace ciclo::config
