#include <fmt/core.h>

#include "cmd/option_notes.hpp"
#include "cmd/pages.hpp"
#include "cmd/wrap.hpp"

namespace ciclo::cli {
namespace {

constexpr std::size_t k_width = 120;

constexpr std::string_view k_head =
    "Settings of ciclo, read by the shell (cron/crontab) or by systemd before it starts. Copy to "
    "/etc/ciclo/ciclo.env and let only root and ciclo's own user read it: it holds secrets. Keep every value "
    "inside single quotes. An empty value counts as absent. A line that begins with '#' shows the default. "
    "Durations: 90s, 40m, 26h, 2d; a bare number is minutes. Switches: 1, true, yes, on or 0, false, no, "
    "off.";

std::string comment(std::string_view text) {
    std::string out;
    for (const auto& line : wrapped(text, k_width - 2)) out += fmt::format("# {}\n", line);
    return out;
}

std::string ruler(std::string_view heading) {
    return fmt::format("\n# --- {:-<{}}\n\n", fmt::format("{} ", heading), k_width - 6);
}

std::string connection(const config::OptionRow& row) {
    auto text = explained(row);
    if (row.is_secret) text += " Or the path of a file that holds it; set one of the two.";
    auto out = comment(text) + fmt::format("{}{}=''\n", row.required ? "" : "#", row.variable);
    if (row.is_secret) out += fmt::format("#{}_FILE=''\n", row.variable);
    return out;
}

std::string option(const config::OptionRow& row) {
    const bool is_value = is_default_a_value(row);
    const auto described = is_value ? "" : fmt::format(" Empty: {}.", row.default_text);
    return comment(explained(row) + described) +
           fmt::format("#{}='{}'\n", row.variable, is_value ? row.default_text : "");
}

}  // namespace

std::string settings_example() {
    auto out = comment(k_head) + ruler("connections: those without '#' are needed");
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) out += connection(row);
    }
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        if (const auto heading = heading_before(row); !heading.empty()) out += ruler(heading);
        out += option(row);
    }
    return out;
}

}  // namespace ciclo::cli
