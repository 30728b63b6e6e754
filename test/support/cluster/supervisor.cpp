#include "cluster/supervisor.hpp"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace ciclo::test {
namespace {

class Postmaster {
  public:
    Postmaster(std::vector<std::string> command, ServerUser user, std::filesystem::path directory,
               std::filesystem::path log)
        : m_command(std::move(command)),
          m_user(std::move(user)),
          m_directory(std::move(directory)),
          m_log(std::move(log)) {}

    void start() {
        if (!is_running()) m_process = start_program(m_command, m_user, m_directory, m_log);
    }

    void stop() {
        if (!is_running()) return;
        kill(m_process, SIGQUIT);
        wait_for_end(std::exchange(m_process, 0));
    }

    bool is_running() {
        if (m_process != 0 && waitpid(m_process, nullptr, WNOHANG) != 0) m_process = 0;
        return m_process != 0;
    }

    char answer(char question) {
        switch (question) {
            case 's':
                start();
                break;
            case 'q':
                stop();
                break;
            default:
                break;
        }
        return is_running() ? 'y' : 'n';
    }

  private:
    std::vector<std::string> m_command;
    ServerUser m_user;
    std::filesystem::path m_directory;
    std::filesystem::path m_log;
    pid_t m_process = 0;
};

// Keys typed in the terminal and a request to the creator are not for us: we end after it does.
void outlive_the_creator(int socket) {
    setsid();
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(signal, SIG_IGN);
    // Nobody may wait for the end of a pipe that only we still hold.
    dup2(socket, 3);
    close_range(4, ~0U, 0);
}

[[noreturn]] void supervise(int socket, Postmaster& postmaster, const std::filesystem::path& directory) {
    outlive_the_creator(socket);
    char question = 0;
    while (true) {
        const auto got = read(3, &question, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got != 1) break;
        char reply = 'n';
        try {
            reply = postmaster.answer(question);
        } catch (const std::exception&) {
            reply = 'n';
        }
        if (write(3, &reply, 1) != 1) break;
    }
    postmaster.stop();
    std::error_code none;
    std::filesystem::remove_all(directory, none);
    _exit(0);
}

}  // namespace

Supervisor::Supervisor(std::vector<std::string> command, ServerUser user,
                       const std::filesystem::path& directory, const std::filesystem::path& log) {
    std::array<int, 2> ends{};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw std::runtime_error("cannot make a socket pair for the PostgreSQL supervisor");
    }
    Postmaster postmaster(std::move(command), std::move(user), directory, log);
    m_process = fork();
    if (m_process == 0) {
        close(ends[0]);
        supervise(ends[1], postmaster, directory);
    }
    close(ends[1]);
    m_socket = ends[0];
    if (m_process < 0) {
        close(m_socket);
        throw std::runtime_error("cannot start the PostgreSQL supervisor");
    }
}

Supervisor::~Supervisor() {
    close(m_socket);
    wait_for_end(m_process);
}

char Supervisor::ask(char question) {
    char reply = 0;
    if (send(m_socket, &question, 1, MSG_NOSIGNAL) != 1 || read(m_socket, &reply, 1) != 1) {
        throw std::runtime_error("the PostgreSQL supervisor is gone");
    }
    return reply;
}

}  // namespace ciclo::test
