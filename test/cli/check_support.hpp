// `ciclo check` on a machine, and its points as a person reads them. Not for: the single points
// (check_*_test.cpp).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "machine.hpp"

namespace ciclo::test {

// A machine on which a cycle has just run well.
struct Ready : Machine {
    Ready();
};

// By the name of each point: "FAIL the sentence" and, behind a newline, "remedy: ..." where there is one;
// several of one name are joined by newlines.
using Lines = std::map<std::string, std::string>;

struct Checked {
    Outcome outcome;
    Lines lines;

    // "" where the point was not reported.
    [[nodiscard]] std::string line(const std::string& name) const;
};

// Odoo's clock goes with the machine's, as in life, unless `odoo_ahead` puts it ahead. No secret may be in
// the output.
Checked check(Machine& machine, const std::vector<std::string>& words = {},
              std::chrono::seconds odoo_ahead = std::chrono::seconds{0});
std::unique_ptr<Program> start_check(Machine& machine, const std::vector<std::string>& words = {},
                                     std::chrono::seconds odoo_ahead = std::chrono::seconds{0});
Lines lines_of(const std::string& out);

// A role of its own in the machine's database, which the program logs in as; dropped at the end.
class Role {
  public:
    explicit Role(Machine& machine);
    ~Role();
    Role(const Role&) = delete;
    Role& operator=(const Role&) = delete;

    [[nodiscard]] const std::string& name() const { return m_name; }
    // Statements of the tables' owner, with "{}" for the role.
    void execute(const std::string& sql) const;
    // What lib/schema/README.md lists.
    void grant_listed() const;

  private:
    Machine& m_machine;
    std::string m_name;
};

// Every row version of every table, and every sequence: two texts are the same only if nothing was written.
std::string everything(Machine& machine);

}  // namespace ciclo::test
