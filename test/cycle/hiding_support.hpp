// What tests of records that Odoo does not show share: which are hidden, and what a cycle says of them.
#pragma once

#include <string>

#include "world.hpp"

namespace ciclo::test {

// For FakeOdoo::hide_records: all of a model.
inline bool every(long long) {
    return true;
}

inline bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

// "2 NF 130001 (...), ..." of the faturamento stage's notices of this kind, "" where there is none.
inline std::string reported(const CycleReport& report, const std::string& kind) {
    for (const auto& notice : report.stages.at(0).notices)
        if (notice.kind == kind) return std::to_string(notice.count) + " " + notice.examples;
    return "";
}

}  // namespace ciclo::test
