// A process of its own that keeps one postmaster, and that removes server and directory when its creator is
// gone, however that happened: the creator's end of a socket pair is closed with it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/process.hpp"

namespace ciclo::test {

class Supervisor {
  public:
    // `command` is the postmaster's; it is started by start(), not here. `directory` is removed in the end.
    Supervisor(std::vector<std::string> command, ServerUser user, const std::filesystem::path& directory,
               const std::filesystem::path& log);
    // Stops the server, removes the directory and waits until both are done.
    ~Supervisor();
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;

    void start() { ask('s'); }
    // An immediate shutdown (SIGQUIT), as after a crash: the next start recovers. Done when this returns.
    void stop() { ask('q'); }
    bool is_running() { return ask('?') == 'y'; }

  private:
    char ask(char question);

    int m_socket;
    pid_t m_process;
};

}  // namespace ciclo::test
