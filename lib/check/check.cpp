#include "check/check.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/secret.hpp"
#include "check/reporter.hpp"

namespace ciclo {
namespace {

// What a connection to either side is made from: with one of them wrong, the other side can still be checked.
constexpr std::array<std::string_view, 1> k_of_database{"DATABASE_URL"};
constexpr std::array<std::string_view, 6> k_of_odoo{
    "ODOO_URL", "ODOO_DB", "ODOO_USERNAME", "ODOO_API_KEY", "CICLO_ODOO_CA_FILE", "CICLO_ALLOW_HTTP"};

bool are_usable(const config::Settings& settings, std::span<const std::string_view> variables) {
    return std::none_of(settings.faults.begin(), settings.faults.end(), [&](const auto& fault) {
        return std::find(variables.begin(), variables.end(), fault.variable) != variables.end();
    });
}

}  // namespace

void check_everything(const config::Settings& settings, http::Transport& transport, const Limits& limits,
                      const Log& log, const PointSink& sink, const CheckTimeouts& timeouts) {
    CheckReporter reporter(limits, sink);
    JournalFacts journal;
    check_configuration(reporter, settings);
    if (are_usable(settings, k_of_database)) check_database(reporter, settings.config, limits, log, journal);
    if (are_usable(settings, k_of_odoo))
        check_odoo(reporter, settings.config, transport, limits, log, timeouts, journal);
    check_machine(reporter, settings.config, journal);
}

}  // namespace ciclo
