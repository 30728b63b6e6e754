// A machine on which one thing fails, and the judgement of what came of it. Not for: what fails (faults.hpp).
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cli/machine.hpp"
#include "fault_proxy.hpp"

namespace ciclo::test {

// The application's tables as they must be after each number of committed stages, 0 to all; times and keys
// that a sequence gave left out.
using States = std::vector<std::string>;

// Parts that run side by side tell each other what they found out by files in $CICLO_FAULT_SHARED; without it
// in the directory of this process's cluster.
const std::filesystem::path& shared_directory();
// What `make` gives, made by the first part that asks.
std::vector<std::string> shared(const std::string& name,
                                const std::function<std::vector<std::string>()>& make);

// What the rows' dates depend on: Odoo's day, which is a minute behind, and those of UTC and of Brazil.
std::string today();

class FaultBench : public Machine {
  public:
    // Pedidos, NFs, a lot and a shipment that a first cycle takes over; the program reaches the database
    // through the proxy.
    FaultBench();
    ~FaultBench();
    FaultBench(const FaultBench&) = delete;
    FaultBench& operator=(const FaultBench&) = delete;

    // What the tables of the application hold.
    std::string state();
    // The states of a cycle that nothing disturbs, which is run to see them.
    States undisturbed();
    // Runs that cycle, and changes in Odoo what a second one has to follow: pedidos, lines, NFs.
    void live();
    // What the program remembers is older by so much: nobody ran a cycle meanwhile.
    void age(std::chrono::hours by);

    // From whichever thread, while run() waits: to the program.
    void send_signal(int number);
    // Of all sessions of the program: SQL function pg_terminate_backend or pg_cancel_backend.
    void on_sessions(const std::string& function);
    // In a thread of its own, which is waited for before anything is judged.
    void later(std::chrono::milliseconds pause, std::function<void()> action);
    void wait_for_later();
    Outcome run(const std::vector<std::string>& words = {});

    // What is wrong with this outcome, one a line; "" when it is one of those that are allowed.
    std::string judge(const Outcome& outcome, const States& states);
    // The same, without the tables.
    std::string judge_outcome(const Outcome& outcome);
    // Nothing is left behind, and the next cycle, with these words, ends in this state. A next cycle that
    // begins with the same tables, ciclo's own too, as one that was seen to end well by this part, or one it
    // shares a directory with, is not run again.
    std::string after(const std::string& last_state, const std::vector<std::string>& words = {});
    // No fault any more.
    void mend();

    FaultProxy proxy;
    std::filesystem::path fired_file;  // of let_fail()

  private:
    std::string rows_of_tables(const std::string& which, const std::string& without);
    std::string select_of_tables(const std::string& which, const std::string& without);
    std::string memory();    // ciclo's own tables, without times
    std::string sessions();  // what the program's sessions do

    using Clock = std::chrono::steady_clock;
    std::atomic<Program*> m_program{nullptr};
    std::atomic<bool> m_has_ended{false};  // a signal that comes after it is nobody's
    std::atomic<Clock::time_point> m_signalled{Clock::time_point::max()};
    bool m_is_late = false;  // long after it was signalled
    std::vector<std::thread> m_later;
    Order m_second;
    long long m_cancelled_later = 0;
};

}  // namespace ciclo::test
