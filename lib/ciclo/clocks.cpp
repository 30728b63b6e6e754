#include "ciclo/clocks.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "ciclo/sql.hpp"

namespace ciclo {
namespace {

// A clock that a time service keeps is right within seconds; what is left over is the time that the answers
// take.
constexpr std::chrono::seconds k_tolerance{120};

std::string offset(std::string_view name, UtcSeconds clock, UtcSeconds machine) {
    return fmt::format("{} {:+} s", name, (clock - machine).count());
}

}  // namespace

UtcSeconds earliest(const Clocks& clocks) {
    auto now = clocks.odoo;
    for (const auto clock : {clocks.machine, clocks.database}) {
        if (is_plausible(clock)) now = std::min(now, clock);
    }
    return now;
}

std::optional<Notice> disagreement(const Clocks& clocks) {
    const auto [first, last] = std::minmax({clocks.odoo, clocks.machine, clocks.database});
    if (last - first <= k_tolerance) return std::nullopt;
    return Notice{
        "RELOGIOS_DIFEREM", 1,
        fmt::format("{}, {} em relação a esta máquina ({} UTC); acerte-os por NTP",
                    offset("Odoo", clocks.odoo, clocks.machine),
                    offset("banco de dados", clocks.database, clocks.machine), to_odoo(clocks.machine))};
}

UtcSeconds OtherClocks::database(postgres::Connection& connection) const {
    return UtcSeconds{std::chrono::seconds{connection.execute(sql::database_clock).integer(0, 0)}};
}

}  // namespace ciclo
