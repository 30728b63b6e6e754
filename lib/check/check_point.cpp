#include "check/check_point.hpp"

#include <algorithm>
#include <array>

namespace ciclo {
namespace {

constexpr std::array k_who_acts_first{ExitCode::config_error, ExitCode::auth_refused,
                                      ExitCode::database_unavailable, ExitCode::odoo_unavailable};

std::size_t rank_of(ExitCode code) {
    return static_cast<std::size_t>(std::find(k_who_acts_first.begin(), k_who_acts_first.end(), code) -
                                    k_who_acts_first.begin());
}

}  // namespace

ExitCode worst(const std::vector<CheckPoint>& points) {
    auto code = ExitCode::ok;
    for (const auto& point : points) {
        if (point.level != PointLevel::fail) continue;
        if (code == ExitCode::ok || rank_of(point.code) < rank_of(code)) code = point.code;
    }
    return code;
}

}  // namespace ciclo
