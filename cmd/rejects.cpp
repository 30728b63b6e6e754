#include "ciclo/rejects.hpp"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>

#include "base/text.hpp"
#include "ciclo/freshness.hpp"
#include "ciclo/journal.hpp"
#include "ciclo/look_back.hpp"
#include "ciclo/session.hpp"
#include "cmd/commands.hpp"
#include "cmd/environment.hpp"
#include "cmd/output.hpp"
#include "report/rejects.hpp"

namespace ciclo::cmd {
namespace {

// As wide as ciclo_rejeito.accepted_by.
constexpr std::size_t k_longest_name = 100;

// Who types, also behind sudo, and where.
std::string person() {
    const char* behind_sudo = std::getenv("SUDO_USER");
    const auto* entry = getpwuid(geteuid());
    const std::string user = behind_sudo != nullptr && *behind_sudo != '\0' ? behind_sudo
                             : entry == nullptr                             ? std::to_string(geteuid())
                                                                            : entry->pw_name;
    return first_line(clean_utf8(fmt::format("{}@{}", user, host_name())), k_longest_name);
}

RejectKey key_of(const std::string& text) {
    const auto key = RejectKey::parse(text);
    if (key) return *key;
    throw Error(ErrorKind::usage, fmt::format("'{}' is not a key", clean_utf8(text)),
                "a key is a model and an id, as 'ciclo rejects' shows it: account.move:4711"_tr);
}

void check_why(const std::string& verb, const std::string& why) {
    if (verb != "accept" && !why.empty())
        throw Error(ErrorKind::usage, fmt::format("option '--why' is not valid for 'rejects {}'", verb));
    if (verb == "accept" && trimmed(why).empty()) {
        throw Error(
            ErrorKind::usage, "'rejects accept' needs --why: the reason is kept with the record",
            "for instance: ciclo rejects accept account.move:4711 --why 'two companies, one number'"_tr);
    }
}

// Both verbs that write, and what the record is like then.
RejectList decide(const Setup& setup, const std::string& verb, const RejectKey& key) {
    const auto& config = setup.config;
    RejectList found;
    write_briefly(config, setup.limits, setup.log, [&](postgres::Connection& connection) {
        check_journal(connection);
        check_time_zone(connection, config);
        const bool is_there = verb == "accept" ? accept_reject(connection, key, person(), config.why)
                                               : reopen_reject(connection, key);
        if (!is_there) {
            throw Error(ErrorKind::usage, fmt::format("'{}' is not set aside", key.text()),
                        "'ciclo rejects' lists them"_tr);
        }
        found = read_rejects(connection, config.time_zone, 1, key);
    });
    return found;
}

RejectList list_all(const Setup& setup) {
    const auto& config = setup.config;
    RejectList found;
    look_back(config, setup.limits, setup.log, [&](postgres::Connection& connection) {
        check_journal(connection);
        check_time_zone(connection, config);
        found = read_rejects(connection, config.time_zone, std::numeric_limits<int>::max());
    });
    return found;
}

}  // namespace

ExitCode rejects(const cli::Arguments& arguments, StopFlag& stop) {
    const auto setup = set_up(arguments, stop, config::Scope::rejects);
    const auto& config = setup.config;
    const auto& verb = arguments.operands.at(0);
    check_why(verb, config.why);
    const auto found =
        verb == "list" ? list_all(setup) : decide(setup, verb, key_of(arguments.operands.at(1)));
    if (config.output == config::Output::json) {
        print_json(report::rejects_json(found), reading_time(stop));
    } else if (config.log_level != LogLevel::error) {
        print(verb == "list" ? report::rejects_text(found, config.time_zone, config.language)
                             : report::reject_text(found.rejects.at(0), config.language),
              reading_time(stop));
    }
    return ExitCode::ok;
}

}  // namespace ciclo::cmd
