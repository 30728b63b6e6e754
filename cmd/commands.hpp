// The subcommands: words and configuration in, an exit code out. Not for: parsing argv (cli).
#pragma once

#include <functional>

#include "base/error.hpp"
#include "base/exit_code.hpp"
#include "base/stop.hpp"
#include "cmd/cli.hpp"

namespace ciclo::cmd {

// A cycle that was refused for its settings: `record` leaves it in the journal, which may take seconds, so it
// is to be called once people have been told. Throws nothing.
struct WrongSettings : Error {
    WrongSettings(const Error& error, std::function<void()> recording)
        : Error(error), record(std::move(recording)) {}
    std::function<void()> record;
};

// Each throws Error for what breaks before its own reporting begins.
ExitCode run(const cli::Arguments& arguments, StopFlag& stop);
ExitCode check(const cli::Arguments& arguments, StopFlag& stop);
ExitCode history(const cli::Arguments& arguments, StopFlag& stop);
ExitCode rejects(const cli::Arguments& arguments, StopFlag& stop);
ExitCode removed(const cli::Arguments& arguments, StopFlag& stop);
ExitCode report(const cli::Arguments& arguments, StopFlag& stop);
ExitCode schema(const cli::Arguments& arguments, StopFlag& stop);
ExitCode status(const cli::Arguments& arguments, StopFlag& stop);

// Parses, dispatches and turns every error into one line on standard error and an exit code. From here on the
// process watches signals.
ExitCode dispatch(int argc, const char* const* argv) noexcept;

}  // namespace ciclo::cmd
