// What one point of `ciclo check` came to, and the exit code of several. Not for: asking (check).
#pragma once

#include <string>
#include <vector>

#include "base/exit_code.hpp"
#include "language/phrase.hpp"

namespace ciclo {

// An AVISO is odd and stops no cycle; what fails would.
enum class PointLevel { ok, aviso, fail };

struct CheckPoint {
    std::string name;  // "database", "rights", "account.move" ...: English in every language
    PointLevel level = PointLevel::ok;
    ExitCode code = ExitCode::ok;  // of one that failed: what a cycle would end with
    language::Phrase sentence;
    language::Phrase remedy;  // "" when all is well
};

// The code of who has to act first, ok when no point failed: config_error, auth_refused,
// database_unavailable, odoo_unavailable, any other. A wrong setting comes first because the points after it
// may have answered for something that nobody meant. A refused login or right stays until a person grants it.
// What is only away may be back by the next cycle; of the two the database counts first, because without it
// not even the failure of a cycle is recorded.
ExitCode worst(const std::vector<CheckPoint>& points);

}  // namespace ciclo
