// What a check found. Not for: checking.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ciclo::json {
class Writer;
}

namespace ciclo::integridade {

// An ERRO stops the cycle before the carteira; an AVISO is reported and the cycle goes on.
enum class Level { erro, aviso };

struct Finding {
    std::string_view name;
    Level level;
    long long count;
    std::string examples;  // up to five, "" when count is 0
};

std::string_view name_of(Level level);
// Empty for any other name.
std::optional<Level> level_named(std::string_view name);
// "ERRO nf_half_cancelled: 2 (NF 1, NF 2)"
std::string sentence(const Finding& finding);
// The sentences of the errors that were found, "" when there are none.
std::string errors(const std::vector<Finding>& findings);
// One object for each finding, into an array that is open.
void write_json(json::Writer& writer, const std::vector<Finding>& findings);

}  // namespace ciclo::integridade
