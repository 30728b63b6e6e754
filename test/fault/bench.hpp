// A machine on which one thing fails, and the judgement of what came of it. Not for: what fails (faults.hpp).
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/machine.hpp"
#include "fault_proxy.hpp"

namespace ciclo::test {

// The application's tables as they must be after each number of committed stages, 0 to all; times and keys
// that a sequence gave left out.
using States = std::vector<std::string>;

class FaultBench : public Machine {
  public:
    // Pedidos, NFs, a lot and a shipment that a first cycle takes over; the program reaches the database
    // through the proxy.
    FaultBench();

    // What the tables of the application hold.
    std::string state();
    // The states of a cycle that nothing disturbs, which is run to see them.
    States undisturbed();

    // From whichever thread, while run() waits: to the program.
    void send_signal(int number);
    // Of all sessions of the program: SQL function pg_terminate_backend or pg_cancel_backend.
    void on_sessions(const std::string& function);
    Outcome run(const std::vector<std::string>& words = {});

    // What is wrong with this outcome, one a line; "" when it is one of those that are allowed.
    std::string judge(const Outcome& outcome, const States& states);

    FaultProxy proxy;
    std::filesystem::path fired_file;  // of let_fail()

  private:
    std::atomic<Program*> m_program{nullptr};
    std::string after(const States& states);
    std::string sessions();  // what the program's sessions do
};

}  // namespace ciclo::test
