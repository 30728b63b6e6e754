// A machine on which the program is installed: a database, an Odoo, the variables that lead to both, and what
// must hold after every failure. Not for: single exit codes (the tests).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "program.hpp"
#include "world.hpp"

namespace ciclo::test {

class Machine : public World {
  public:
    // Stands in the database's address; the socket asks for none.
    static constexpr const char* k_database_password = "segredo-do-banco-987";

    Machine();

    // What a scheduler has to give, and nothing more. A test changes its copy.
    Variables variables;

    // Moves Odoo's clock on by a second, as World::run does, and runs the program with these words.
    Outcome run_program(const std::vector<std::string>& words = {});
    std::unique_ptr<Program> start_program(const std::vector<std::string>& words = {});

    // A pedido of 10 and an NF of 4 of it.
    Order add_pedido_with_nf();

    // The newest cycle of the journal as "outcome|exit code", "" when there is none.
    std::string journal();
    // True once `sql` gives "t", within `limit`.
    bool becomes_true(const std::string& sql, std::chrono::milliseconds limit = std::chrono::seconds{10});
    // The sessions and locks of the program.
    bool leaves_nothing_behind();
};

// The documented code; each of `wanted` on standard error; no secret anywhere, the journal included.
void check_failure(Machine& machine, const Outcome& outcome, ExitCode code,
                   const std::vector<std::string>& wanted);
void check_no_secret(Machine& machine, const Outcome& outcome);

// `text` holds every one of `wanted`.
void check_contains(const std::string& text, const std::vector<std::string>& wanted);

}  // namespace ciclo::test
