#include "ciclo/check_points.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"

namespace ciclo {
namespace {

// Where the error does not say what to do: rights that a person has to give.
constexpr auto k_rights =
    "grant the role what lib/schema/README.md lists, or the Odoo user what lib/odoo/README.md does"_tr;
// More than any machine with a time service is off, and sooner told than in a cycle, which bears with two.
constexpr std::chrono::seconds k_clock_tolerance{60};

}  // namespace

void Points::tell(const std::string& name, Judged judged) {
    const auto level = judged.remedy.empty() ? PointLevel::ok : PointLevel::aviso;
    m_sink({name, level, ExitCode::ok, std::move(judged.sentence), std::move(judged.remedy)});
}

void Points::fail(const std::string& name, const Error& error) {
    const bool is_right = error.kind() == ErrorKind::auth && error.hint().empty();
    fail(name, exit_code_of(error), language::Phrase::verbatim(error.what()),
         is_right ? language::Phrase(k_rights) : error.hint());
}

void Points::fail(const std::string& name, ExitCode code, language::Phrase sentence,
                  language::Phrase remedy) {
    m_sink({name, PointLevel::fail, code, std::move(sentence), std::move(remedy)});
}

bool Points::run(const std::string& name, const Side& side, const std::function<Judged()>& point) {
    return attempt(name, side, [&] { tell(name, point()); });
}

bool Points::attempt(const std::string& name, const Side& side, const std::function<void()>& action) {
    try {
        action();
        return true;
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::interrupted) throw;
        if (error.kind() != ErrorKind::deadline) {
            fail(name, error);
            return false;
        }
    }
    // Of a whole time that is over too the side's share ends first, by what is lost in rounding.
    m_limits.sleep(std::chrono::milliseconds{5});
    const auto seconds = std::chrono::duration<double>(side.patience).count();
    fail(name, side.away, "{} does not answer within {} s"_tr(side.name, seconds), side.hint);
    return false;
}

Judged judge_clock(std::chrono::seconds offset) {
    const auto sentence = "{} s from the clock of this machine"_tr(fmt::format("{:+}", offset.count()));
    if (std::abs(offset.count()) <= k_clock_tolerance.count()) return {sentence};
    return {
        sentence,
        "set both clocks by a time service (NTP): a cycle reads up to the earliest of Odoo's, the database's "
        "and this machine's"_tr};
}

}  // namespace ciclo
