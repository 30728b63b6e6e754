// The application's database as it was on a date: the tables of the seed and what came and went since, from
// test/data/application. Not for: rows.
#pragma once

#include <string>
#include <vector>

namespace ciclo::test {

struct ApplicationState {
    std::string name;  // a date, and what else is special
    // Of test/data/application, in their order.
    std::vector<std::string> files;
};

// From 22/09/2025 to 01/07/2026, the last one also as the models alone make it.
const std::vector<ApplicationState>& application_states();

// The application's tables alone, in an empty database.
void make_application(const std::string& url, const ApplicationState& state);

}  // namespace ciclo::test
