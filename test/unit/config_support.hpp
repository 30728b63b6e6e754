// What the tests of the configuration share: a complete environment to change, and the lines of a refusal.
#pragma once

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/config.hpp"

namespace ciclo::config {

// What a machine with every connection has; each test adds to it or takes away.
inline Environment complete() {
    return {{"DATABASE_URL", "postgres://ciclo:marker-db-password@db.example.com/app"},
            {"ODOO_URL", "https://erp.example.com/"},
            {"ODOO_DB", "erp"},
            {"ODOO_USERNAME", "robot@example.com"},
            {"ODOO_API_KEY", "marker-api-key"}};
}

inline Environment with(Environment environment, const std::string& name, const std::string& value) {
    environment[name] = value;
    return environment;
}

inline Environment without(Environment environment, const std::string& name) {
    environment.erase(name);
    return environment;
}

// The lines of the refusal; empty when load() takes it. Checks what holds for every refusal.
inline std::vector<std::string> faults(const Environment& environment, const Flags& flags = {},
                                       Scope command = Scope::cycle) {
    try {
        load(environment, flags, command);
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::config);
        CHECK_THAT(error.what(), !Catch::Matchers::Contains("marker-"));
        std::vector<std::string> lines;
        std::istringstream text(error.what());
        for (std::string line; std::getline(text, line);) {
            CHECK_THAT(line, Catch::Matchers::Contains("expected"));
            lines.push_back(line);
        }
        return lines;
    }
    return {};
}

inline std::string fault(const Environment& environment, const Flags& flags = {}) {
    const auto lines = faults(environment, flags);
    CAPTURE(lines);
    REQUIRE(lines.size() == 1);
    return lines.front();
}

class TemporaryFile {
  public:
    explicit TemporaryFile(const std::string& content) {
        m_path = (std::filesystem::temp_directory_path() / "ciclo-config-test-XXXXXX").string();
        const int fd = mkstemp(m_path.data());
        REQUIRE(fd >= 0);
        close(fd);
        std::ofstream(m_path, std::ios::binary) << content;
    }
    ~TemporaryFile() { std::filesystem::remove(m_path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::string& path() const { return m_path; }

  private:
    std::string m_path;
};

}  // namespace ciclo::config
