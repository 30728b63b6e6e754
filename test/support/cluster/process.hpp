// Programs of a PostgreSQL installation, run under a user that they accept (they refuse root).
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace ciclo::test {

// Who runs the server: ourselves, or as root the user "postgres", else "nobody".
struct ServerUser {
    std::string name;
    uid_t uid;
    gid_t gid;
    bool must_switch;
};

ServerUser server_user();

// Where initdb and postgres are: the newest /usr/lib/postgresql/*/bin, else PATH.
// Throws std::runtime_error that says what to install.
std::filesystem::path find_postgres_programs();

// Starts `arguments[0]` as `user` in `directory`, with a clean environment and output appended to `log`.
// The kernel ends it with SIGQUIT when the thread that called this ends. Returns its process id.
pid_t start_program(const std::vector<std::string>& arguments, const ServerUser& user,
                    const std::filesystem::path& directory, const std::filesystem::path& log);

// Waits for the end of a child; its exit status, or 128 + n for a signal.
int wait_for_end(pid_t child);

}  // namespace ciclo::test
