// Settings: an input is a list of NAME=value, as variables, and --name=value, as flags. Whatever is wrong is
// said in one line each, and no line holds a secret.
#include <string>

#include "base/error.hpp"
#include "base/secret.hpp"
#include "config/config.hpp"
#include "config/option_table.hpp"
#include "fuzz/target.hpp"

namespace ciclo::fuzz {
namespace {

// Stands in every secret that is given.
constexpr std::string_view k_marker = "-marker-4711";

bool is_secret(std::string_view name) {
    if (name == "PGPASSWORD") return true;
    for (const auto& row : config::option_table()) {
        if (row.is_secret && row.variable == name) return true;
    }
    return false;
}

void check_line(std::string_view text) {
    require_visible(text);
    require(text.find(k_marker) == std::string_view::npos, "no line holds a secret", text);
}

void check(const config::Settings& settings) {
    for (const auto& fault : settings.faults) {
        check_line(fault.text);
        require(fault.text.find("expected") != std::string::npos, "a fault says what is expected",
                fault.text);
    }
    for (const auto& sentence : settings.unknown) check_line(sentence);
    for (const auto& given : settings.given)
        require(given.value.find(k_marker) == std::string::npos, "the value of a secret is not kept",
                given.name);
}

}  // namespace

void configuration(std::string_view input) {
    if (input.find(k_marker) != std::string_view::npos) return;
    forget_secrets();
    config::Environment environment;
    config::Flags flags;
    while (!input.empty()) {
        const auto line = next_line(input);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) continue;
        const auto name = line.substr(0, equals);
        auto value = std::string(line.substr(equals + 1));
        // Files of this machine are no business of a fuzzer.
        if (name.ends_with("_FILE") || name.ends_with("-file")) continue;
        if (is_secret(name) && !value.empty()) value += k_marker;
        if (name.starts_with("--")) flags.emplace_back(name.substr(2), value);
        if (!name.starts_with("--")) environment[std::string(name)] = value;
    }
    for (const auto scope : {config::Scope::cycle, config::Scope::schema, config::Scope::journal})
        check(config::read(environment, flags, scope));
    static_cast<void>(config::language_of(environment, flags));
    forget_secrets();
}

}  // namespace ciclo::fuzz
