// The built program as a scheduler sees it: words and variables in, two streams and an exit status out.
// Not for: what lies behind main() (the other test programs).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace ciclo::test {

// The program under test: the one that CICLO_PROGRAM names, else the one of this build.
std::string ciclo_program();

// All that the process gets: nothing is inherited.
using Variables = std::map<std::string, std::string>;

struct Outcome {
    // The exit status; -1 when a signal ended the process or its time was over.
    int status = -1;
    int killed_by = 0;
    bool timed_out = false;
    std::string out;
    std::string err;
    std::chrono::milliseconds taken{0};

    // For INFO: everything of the above.
    [[nodiscard]] std::string text() const;
};

// Of a stream that nobody reads: how much fits in, and whether it is full from the beginning.
struct Unread {
    enum class Room { usual, one_page, none };
    Room out = Room::usual;
    Room err = Room::usual;
};

class Program {
  public:
    // Starts `words[0]` (a path) in "/", its standard input empty. Throws std::runtime_error.
    Program(const std::vector<std::string>& words, const Variables& variables);
    // The same with streams that this process holds open too, as a parent may.
    Program(const std::vector<std::string>& words, const Variables& variables, const Unread& unread);
    // Kills what still runs.
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    void signal(int number) const;
    // Until it was waited for.
    [[nodiscard]] pid_t pid() const { return m_pid; }
    // Collects both streams to their end; after `limit` the process is killed. Once.
    Outcome wait(std::chrono::milliseconds limit = std::chrono::seconds{30});

    // Waits for the process without reading, then takes what is in the pipes. Once.
    Outcome wait_unread(std::chrono::milliseconds limit = std::chrono::seconds{30});
    // Takes what is in the pipe of standard error. Of a program with unread streams.
    std::string drain_err() const;
    // From now on only the program holds its streams: wait() can see their end.
    void let_go();
    // Whether a stream that is shared with the program has been made non-blocking by it.
    [[nodiscard]] bool is_nonblocking() const;
    // Once the program catches SIGTERM.
    [[nodiscard]] bool becomes_ready() const;

  private:
    void end(Outcome& outcome, int status);
    void start(std::vector<char*>& argv, std::vector<char*>& environment, int out, int err);

    pid_t m_pid = -1;
    int m_out = -1;
    int m_err = -1;
    int m_held_out = -1;  // the ends for writing
    int m_held_err = -1;
    std::chrono::steady_clock::time_point m_started;
};

}  // namespace ciclo::test
