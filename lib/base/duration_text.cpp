#include "base/duration_text.hpp"

#include <fmt/core.h>

#include <string_view>

namespace ciclo {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The larger unit and, where it is not 0, the smaller one.
std::string two_units(long long count, long long smaller_in_larger, std::string_view larger,
                      std::string_view smaller) {
    const auto rest = count % smaller_in_larger;
    const auto head = fmt::format("{} {}", count / smaller_in_larger, larger);
    return rest == 0 ? head : fmt::format("{} {} {}", head, rest, smaller);
}

}  // namespace

std::string duration(milliseconds time) {
    const auto whole = std::chrono::floor<seconds>(time);
    if (whole < seconds{1}) return fmt::format("{} ms", time.count());
    if (whole < std::chrono::minutes{1}) {
        return fmt::format("{}.{} s", whole.count(), (time - whole).count() / 100);
    }
    if (whole < std::chrono::hours{1}) return two_units(whole.count(), 60, "min", "s");
    return age(whole);
}

std::string age(seconds time) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(time).count();
    if (minutes < 60) return fmt::format("{} min", minutes);
    if (minutes / 60 < 24) return two_units(minutes, 60, "h", "min");
    return two_units(minutes / 60, 24, "d", "h");
}

}  // namespace ciclo
