#include <fmt/core.h>

#include <array>
#include <exception>
#include <new>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "ciclo/version.hpp"
#include "cmd/commands.hpp"
#include "cmd/output.hpp"
#include "config/config.hpp"
#include "http/curl.hpp"
#include "postgres/library.hpp"

namespace ciclo::cmd {
namespace {

struct Command {
    std::string_view name;
    ExitCode (*run)(const cli::Arguments&, StopFlag&);
};

constexpr std::array k_commands{
    Command{"run", run},         Command{"check", check},   Command{"status", status},
    Command{"history", history}, Command{"report", report}, Command{"rejects", rejects},
    Command{"removed", removed}, Command{"schema", schema},
};

// Version, commit (where the build knew it) and libraries.
std::string version_text() {
    constexpr std::string_view commit = CICLO_COMMIT;
    const auto named = commit.empty() ? "" : fmt::format("commit {}, ", commit);
    return fmt::format("ciclo {} ({}{}, {})\n", k_version, named, http::library_versions(),
                       postgres::library_version());
}

void complain_of(ExitCode code, std::string_view message, const language::Phrase& hint,
                 language::Language language) {
    std::string text = fmt::format("ciclo: {} ({}): {}\n", name_of(code), number_of(code), redact(message));
    if (!hint.empty()) text += redact("hint: {}"_tr(hint).in(language)) + "\n";
    complain(text);
}

// Also for words that cannot be parsed.
language::Language language_of(int argc, const char* const* argv) {
    config::Flags flags;
    for (int index = 1; index < argc; ++index) {
        const std::string_view word(argv[index]);
        constexpr std::string_view k_flag = "--lang";
        if (word == k_flag && index + 1 < argc) flags.emplace_back("lang", argv[index + 1]);
        if (word.starts_with("--lang=")) flags.emplace_back("lang", word.substr(k_flag.size() + 1));
    }
    return config::language_of(config::current_environment(), flags);
}

ExitCode dispatch_checked(int argc, const char* const* argv, StopFlag& stop) {
    const auto arguments = cli::parse(argc, argv);
    if (arguments.version) {
        print(version_text(), reading_time(stop));
        return ExitCode::ok;
    }
    if (arguments.help) {
        print(cli::help_text(arguments.command), reading_time(stop));
        return ExitCode::ok;
    }
    for (const auto& command : k_commands) {
        if (command.name != arguments.command) continue;
        try {
            return command.run(arguments, stop);
        } catch (const WrongSettings& error) {
            complain_of(exit_code_of(error), error.what(), error.hint(), language_of(argc, argv));
            error.record();
            return exit_code_of(error);
        }
    }
    throw Error(ErrorKind::internal, fmt::format("command '{}' has no code", arguments.command));
}

ExitCode dispatch_and_complain(int argc, const char* const* argv) {
    try {
        StopFlag stop;
        stop.watch_signals();
        return dispatch_checked(argc, argv, stop);
    } catch (const Error& error) {
        const auto code = exit_code_of(error);
        complain_of(code, error.what(), error.hint(), language_of(argc, argv));
        return code;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& error) {
        complain_of(ExitCode::internal_error, error.what(), "please report this, with the command line"_tr,
                    language_of(argc, argv));
        return ExitCode::internal_error;
    }
}

}  // namespace

ExitCode dispatch(int argc, const char* const* argv) noexcept {
    try {
        return dispatch_and_complain(argc, argv);
    } catch (const std::exception&) {
        // Of what could not be said for lack of memory; this needs none.
        complain_of_memory();
        return ExitCode::internal_error;
    }
}

}  // namespace ciclo::cmd
