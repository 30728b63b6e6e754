// Every statement that the program carries. Not for: the few that it composes (ciclo/changes.cpp).
#pragma once

#include <vector>

#include "postgres/statement.hpp"

namespace ciclo::test {

// In the order of the layers: what a stage's tables stand on comes first.
std::vector<postgres::Statement> embedded();

// Scripts are several statements in one text: they are run, not prepared.
std::vector<postgres::Statement> embedded_scripts();
std::vector<postgres::Statement> embedded_single();

}  // namespace ciclo::test
