// The built program as a scheduler sees it: words and variables in, two streams and an exit status out.
// Not for: what lies behind main() (the other test programs).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace ciclo::test {

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

class Program {
  public:
    // Starts `words[0]` (a path) in "/", its standard input empty. Throws std::runtime_error.
    Program(const std::vector<std::string>& words, const Variables& variables);
    // Kills what still runs.
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    void signal(int number) const;
    // Collects both streams to their end; after `limit` the process is killed. Once.
    Outcome wait(std::chrono::milliseconds limit = std::chrono::seconds{30});

  private:
    void start(std::vector<char*>& argv, std::vector<char*>& environment, int out, int err);

    pid_t m_pid = -1;
    int m_out = -1;
    int m_err = -1;
    std::chrono::steady_clock::time_point m_started;
};

}  // namespace ciclo::test
