// Files that a setting names: regular ones, for a pipe or a device would be waited for past every deadline.
// Not for: what stands in them (config, http).
#pragma once

#include <cstdio>
#include <memory>
#include <string>

namespace ciclo::config {

struct FileCloser {
    void operator()(FILE* file) const noexcept { std::fclose(file); }
};
using FileHandle = std::unique_ptr<FILE, FileCloser>;

// Open for reading. Never waits. Throws Error(config) "cannot be read (why); expected <expected>".
FileHandle open_regular_file(const std::string& path, const std::string& expected);

// Whether every user of this machine may read it. False where that cannot be seen.
bool is_readable_by_all(const std::string& path);

}  // namespace ciclo::config
