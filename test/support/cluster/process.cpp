#include "cluster/process.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <stdexcept>

namespace ciclo::test {
namespace {

namespace fs = std::filesystem;

bool holds_programs(const fs::path& directory) {
    return access((directory / "initdb").c_str(), X_OK) == 0 &&
           access((directory / "postgres").c_str(), X_OK) == 0;
}

fs::path newest_installation() {
    fs::path newest;
    long newest_version = 0;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", none)) {
        const auto version = std::strtol(entry.path().filename().c_str(), nullptr, 10);
        if (version <= newest_version || !holds_programs(entry.path() / "bin")) continue;
        newest_version = version;
        newest = entry.path() / "bin";
    }
    return newest;
}

fs::path on_path() {
    const char* path = std::getenv("PATH");
    std::istringstream directories(path == nullptr ? "" : path);
    for (std::string directory; std::getline(directories, directory, ':');) {
        if (!directory.empty() && holds_programs(directory)) return directory;
    }
    return {};
}

bool become(const ServerUser& user) {
    if (!user.must_switch) return true;
    return setgroups(0, nullptr) == 0 && setgid(user.gid) == 0 && setuid(user.uid) == 0;
}

// Between fork() and exec(): system calls only.
[[noreturn]] void run(char* const* arguments, const ServerUser& user, const char* directory, int log,
                      pid_t parent) {
    static char locale[] = "LC_ALL=C.UTF-8";
    static char zone[] = "TZ=UTC";
    static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
    static char* environment[] = {locale, zone, path, nullptr};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int input = open("/dev/null", O_RDONLY);
    dup2(input, STDIN_FILENO);
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
    close_range(3, ~0U, 0);
    umask(077);
    // After the change of user, which clears it.
    if (become(user) && chdir(directory) == 0 && prctl(PR_SET_PDEATHSIG, SIGQUIT) == 0 &&
        getppid() == parent) {
        execve(arguments[0], arguments, environment);
    }
    _exit(127);
}

}  // namespace

ServerUser server_user() {
    if (geteuid() != 0) return {"", geteuid(), getegid(), false};
    for (const char* name : {"postgres", "nobody"}) {
        if (const auto* entry = getpwnam(name); entry != nullptr)
            return {name, entry->pw_uid, entry->pw_gid, true};
    }
    throw std::runtime_error(
        "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it");
}

fs::path find_postgres_programs() {
    for (const auto& found : {newest_installation(), on_path()}) {
        if (!found.empty()) return found;
    }
    throw std::runtime_error(
        "these tests need the PostgreSQL server programs (initdb, postgres), which are neither under "
        "/usr/lib/postgresql nor on PATH: install them, e.g. apt-get install postgresql");
}

pid_t start_program(const std::vector<std::string>& arguments, const ServerUser& user,
                    const fs::path& directory, const fs::path& log) {
    std::vector<char*> raw;
    raw.reserve(arguments.size() + 1);
    for (const auto& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) throw std::runtime_error("cannot write " + log.string());
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0) run(raw.data(), user, directory.c_str(), output, parent);
    close(output);
    if (child < 0) throw std::runtime_error("cannot start " + arguments.front());
    return child;
}

int wait_for_end(pid_t child) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace ciclo::test
