#include "check/reporter.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "base/error.hpp"

namespace ciclo {
namespace {

// Where the error does not say what to do: rights that a person has to give.
constexpr auto k_rights =
    "grant the role what lib/schema/README.md lists, or the Odoo user what lib/odoo/README.md does"_tr;
// More than any machine with a time service is off, and sooner reported than in a cycle, which tolerates two.
constexpr std::chrono::seconds k_clock_tolerance{60};

}  // namespace

void CheckReporter::report(const std::string& name, CheckResult result) {
    auto level = result.remedy.empty() ? PointLevel::ok : PointLevel::aviso;
    if (result.code != ExitCode::ok) level = PointLevel::fail;
    m_sink({name, level, result.code, std::move(result.sentence), std::move(result.remedy)});
}

void CheckReporter::fail(const std::string& name, const Error& error) {
    const bool is_right = error.kind() == ErrorKind::auth && error.hint().empty();
    fail(name, exit_code_of(error), language::Phrase::verbatim(error.what()),
         is_right ? language::Phrase(k_rights) : error.hint());
}

void CheckReporter::fail(const std::string& name, ExitCode code, language::Phrase sentence,
                         language::Phrase remedy) {
    report(name, {std::move(sentence), std::move(remedy), code});
}

bool CheckReporter::run(const std::string& name, const Endpoint& endpoint,
                        const std::function<CheckResult()>& point) {
    return attempt(name, endpoint, [&] { report(name, point()); });
}

bool CheckReporter::attempt(const std::string& name, const Endpoint& endpoint,
                            const std::function<void()>& action) {
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
    // Of a whole time that is over too the endpoint's share ends first, by what is lost in rounding.
    m_limits.sleep(std::chrono::milliseconds{5});
    const auto seconds = std::chrono::duration<double>(endpoint.timeout).count();
    fail(name, endpoint.away, "no answer from {} within {} s"_tr(endpoint.name, seconds), endpoint.hint);
    return false;
}

CheckResult judge_clock(std::chrono::seconds offset) {
    const auto sentence = "{} s from the clock of this machine"_tr(fmt::format("{:+}", offset.count()));
    if (std::abs(offset.count()) <= k_clock_tolerance.count()) return {sentence};
    return {sentence,
            "synchronize both clocks by NTP: a cycle reads up to the earliest of Odoo's, the database's and "
            "this machine's"_tr};
}

}  // namespace ciclo
