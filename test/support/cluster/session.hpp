// A connection for a test, with everything that it refers to. Not for: the program.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/stop.hpp"
#include "postgres/connection.hpp"

namespace ciclo::test {

inline postgres::ConnectOptions options_for(const std::string& url) {
    postgres::ConnectOptions options;
    options.url = Secret(url);
    return options;
}

// The error that `action` throws; std::logic_error, which fails the test, when it throws none.
template <typename Thrown, typename Action>
Thrown error_of(const Action& action) {
    try {
        action();
    } catch (const Thrown& error) {
        return error;
    }
    throw std::logic_error("no error was thrown");
}

struct Session {
    explicit Session(const std::string& url, std::chrono::milliseconds budget = std::chrono::minutes{10})
        : Session(options_for(url), budget) {}
    explicit Session(const postgres::ConnectOptions& options,
                     std::chrono::milliseconds budget = std::chrono::minutes{10})
        : limits(stop, budget), log(make_log(lines)), connection(options, limits, log) {}
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    postgres::Result execute(std::string_view sql, const std::vector<postgres::Param>& params = {}) {
        return connection.execute(sql, params);
    }

    // The first value of the answer, "" for NULL or no row.
    std::string value(std::string_view sql, const std::vector<postgres::Param>& params = {}) {
        return execute(sql, params).text(0, 0);
    }

    StopFlag stop;
    Limits limits;
    // Everything that was logged, debug level included.
    std::vector<std::string> lines;
    Log log;
    postgres::Connection connection;

  private:
    static Log make_log(std::vector<std::string>& lines) {
        Log log([&lines](std::string_view line) { lines.emplace_back(line); });
        log.set_level(LogLevel::debug);
        return log;
    }
};

}  // namespace ciclo::test
