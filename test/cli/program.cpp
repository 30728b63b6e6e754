#include "program.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace ciclo::test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

std::array<int, 2> make_pipe() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    return ends;
}

void set_nonblocking(int fd, bool on) {
    const int flags = fcntl(fd, F_GETFL);
    fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK);
}

void leave_room(int pipe, Unread::Room room) {
    if (room == Unread::Room::usual) return;
    if (fcntl(pipe, F_SETPIPE_SZ, 4096) < 0) throw std::runtime_error("cannot shrink a pipe");
    if (room == Unread::Room::one_page) return;
    set_nonblocking(pipe, true);
    const std::string filler(1024, '.');
    while (write(pipe, filler.data(), filler.size()) > 0) continue;
    set_nonblocking(pipe, false);
}

std::string drain(int fd) {
    std::string text;
    std::array<char, 65536> buffer{};
    pollfd watched{fd, POLLIN, 0};
    while (poll(&watched, 1, 0) > 0 && (watched.revents & POLLIN) != 0) {
        const auto got = read(fd, buffer.data(), buffer.size());
        if (got <= 0) break;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

// False at the end of the stream.
bool receive(int fd, std::string& text) {
    std::array<char, 65536> buffer{};
    const auto got = read(fd, buffer.data(), buffer.size());
    if (got > 0) text.append(buffer.data(), static_cast<std::size_t>(got));
    return got > 0;
}

milliseconds since(Clock::time_point start) {
    return std::chrono::duration_cast<milliseconds>(Clock::now() - start);
}

// False when the deadline has passed before both streams ended.
bool collect(std::array<pollfd, 2> streams, std::array<std::string*, 2> texts, Clock::time_point give_up) {
    int open = 2;
    while (open > 0) {
        const auto left = std::chrono::duration_cast<milliseconds>(give_up - Clock::now()).count();
        if (left <= 0) return false;
        if (poll(streams.data(), streams.size(), static_cast<int>(left)) <= 0) continue;
        for (std::size_t i = 0; i < streams.size(); ++i) {
            if (streams.at(i).fd < 0 || streams.at(i).revents == 0) continue;
            if (receive(streams.at(i).fd, *texts.at(i))) continue;
            streams.at(i).fd = -1;
            --open;
        }
    }
    return true;
}

}  // namespace

std::string Outcome::text() const {
    return fmt::format("status {}, killed by {}, timed out {}, {} ms\n--- out\n{}--- err\n{}", status,
                       killed_by, timed_out, taken.count(), out, err);
}

Program::Program(const std::vector<std::string>& words, const Variables& variables)
    : Program(words, variables, Unread()) {
    let_go();
}

Program::Program(const std::vector<std::string>& words, const Variables& variables, const Unread& unread)
    : m_started(Clock::now()) {
    auto arguments = words;
    std::vector<std::string> assignments;
    for (const auto& [name, value] : variables) assignments.push_back(fmt::format("{}={}", name, value));
    auto argv = pointers(arguments);
    auto environment = pointers(assignments);
    const auto out = make_pipe();
    const auto err = make_pipe();
    m_out = out[0];
    m_err = err[0];
    m_held_out = out[1];
    m_held_err = err[1];
    leave_room(m_held_out, unread.out);
    leave_room(m_held_err, unread.err);
    m_pid = fork();
    if (m_pid == 0) start(argv, environment, out[1], err[1]);
    if (m_pid < 0) throw std::runtime_error("cannot fork");
}

// In the child of a process with threads: only calls that are safe after fork().
void Program::start(std::vector<char*>& argv, std::vector<char*>& environment, int out, int err) {
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const bool ready = nothing >= 0 && dup2(nothing, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 &&
                       dup2(err, STDERR_FILENO) >= 0 && chdir("/") == 0;
    close_range(3, ~0U, 0);
    // Ignored signals survive exec(): a scheduler ignores none.
    std::signal(SIGPIPE, SIG_DFL);
    if (ready) execve(argv.front(), argv.data(), environment.data());
    _exit(127);
}

Program::~Program() {
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
    }
    let_go();
    close(m_out);
    close(m_err);
}

void Program::let_go() {
    for (int* held : {&m_held_out, &m_held_err}) {
        if (*held >= 0) close(*held);
        *held = -1;
    }
}

std::string Program::drain_err() const {
    return drain(m_err);
}

bool Program::is_nonblocking() const {
    return ((fcntl(m_held_out, F_GETFL) | fcntl(m_held_err, F_GETFL)) & O_NONBLOCK) != 0;
}

bool Program::becomes_ready() const {
    const auto path = fmt::format("/proc/{}/status", m_pid);
    for (const auto give_up = Clock::now() + std::chrono::seconds{10}; Clock::now() < give_up;) {
        std::ifstream file(path);
        // Before it is executed it is a copy of this process, which catches signals too.
        bool is_executed = false;
        for (std::string line; std::getline(file, line);) {
            is_executed = is_executed || line == "Name:\tciclo";
            if (!is_executed || !line.starts_with("SigCgt:")) continue;
            const auto caught = std::stoull(line.substr(line.find_first_not_of(" \t", 7)), nullptr, 16);
            if ((caught >> (SIGTERM - 1) & 1U) != 0) return true;
        }
        std::this_thread::sleep_for(milliseconds{5});
    }
    return false;
}

void Program::signal(int number) const {
    if (m_pid > 0) kill(m_pid, number);
}

Outcome Program::wait(milliseconds limit) {
    Outcome outcome;
    const std::array<pollfd, 2> streams{pollfd{m_out, POLLIN, 0}, pollfd{m_err, POLLIN, 0}};
    outcome.timed_out = !collect(streams, {&outcome.out, &outcome.err}, Clock::now() + limit);
    if (outcome.timed_out) kill(m_pid, SIGKILL);
    int status = 0;
    waitpid(m_pid, &status, 0);
    end(outcome, status);
    return outcome;
}

void Program::end(Outcome& outcome, int status) {
    m_pid = -1;
    outcome.taken = since(m_started);
    if (WIFEXITED(status) && !outcome.timed_out) outcome.status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) outcome.killed_by = WTERMSIG(status);
}

Outcome Program::wait_unread(milliseconds limit) {
    Outcome outcome;
    int status = 0;
    const auto give_up = Clock::now() + limit;
    while (waitpid(m_pid, &status, WNOHANG) == 0) {
        if (!outcome.timed_out && Clock::now() > give_up) {
            outcome.timed_out = true;
            kill(m_pid, SIGKILL);
        }
        std::this_thread::sleep_for(milliseconds{5});
    }
    end(outcome, status);
    outcome.out = drain(m_out);
    outcome.err = drain(m_err);
    return outcome;
}

std::string ciclo_program() {
    const char* given = std::getenv("CICLO_PROGRAM");
    return given == nullptr ? CICLO_BINARY : given;
}

}  // namespace ciclo::test
