// `ciclo report`: one HTML page for people who would rather look than read. It holds all that it needs: no
// script, and loads nothing from elsewhere. Not for: reading the database (ciclo/overview.hpp), judging
// (ciclo/status.hpp), or writing a file (metrics_file.hpp).
#pragma once

#include <string>
#include <vector>

#include "ciclo/history.hpp"
#include "ciclo/status.hpp"
#include "language/phrase.hpp"
#include "page/overview.hpp"

namespace ciclo::page {

struct ReportFacts {
    StatusReport status;
    // As read_history() gives them, oldest first; those of before k_days_of_cycles are not shown.
    std::vector<CycleRecord> cycles;
    bool has_more_cycles = false;  // within those days, earlier than the list reaches
    Overview overview;
    std::string now;       // local, "YYYY-MM-DD HH:MM:SS", as all times of the overview
    std::string database;  // without a password
    std::string time_zone;
    std::string version;
};

constexpr int k_days_of_cycles = 7;

std::string report_page(const ReportFacts& facts, language::Language language);

}  // namespace ciclo::page
