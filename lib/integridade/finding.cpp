#include "integridade/finding.hpp"

#include <fmt/core.h>

#include "json/writer.hpp"

namespace ciclo::integridade {

std::string_view name_of(Level level) {
    switch (level) {  // without a default: the compiler warns of a name that is missing
        case Level::erro:
            return "ERRO";
        case Level::aviso:
            return "AVISO";
    }
    return "";
}

std::optional<Level> level_named(std::string_view name) {
    for (const auto level : {Level::erro, Level::aviso}) {
        if (name == name_of(level)) return level;
    }
    return std::nullopt;
}

std::string sentence(const Finding& finding) {
    return fmt::format("{} {}: {} ({})", name_of(finding.level), finding.name, finding.count,
                       finding.examples);
}

std::string errors(const std::vector<Finding>& findings) {
    std::string out;
    for (const auto& finding : findings) {
        if (finding.level != Level::erro || finding.count == 0) continue;
        out += (out.empty() ? "" : "; ") + sentence(finding);
    }
    return out;
}

void write_json(json::Writer& writer, const std::vector<Finding>& findings) {
    for (const auto& finding : findings) {
        writer.begin_object().key("check").string(finding.name).key("level").string(name_of(finding.level));
        writer.key("count").integer(finding.count).key("examples").string(finding.examples).end_object();
    }
}

}  // namespace ciclo::integridade
