#include "machine.hpp"

#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <thread>

namespace ciclo::test {
namespace {

using Catch::Matchers::Contains;

constexpr const char* k_sessions =
    "FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'ciclo/%'";

std::string with_password(std::string url) {
    const std::string user = "//ciclo@";
    url.replace(url.find(user), user.size(), fmt::format("//ciclo:{}@", Machine::k_database_password));
    return url;
}

}  // namespace

// Odoo's clock stands a minute behind the real one, and never passes it: each run moves it on by a second.
Machine::Machine()
    : World(local_machine_now() - std::chrono::hours{48} - std::chrono::minutes{1}),
      variables{{"DATABASE_URL", with_password(database.url())},
                {"ODOO_URL", odoo.url()},
                {"ODOO_DB", std::string(FakeOdoo::k_database)},
                {"ODOO_USERNAME", std::string(FakeOdoo::k_user)},
                {"ODOO_API_KEY", std::string(FakeOdoo::k_api_key)}} {}

std::unique_ptr<Program> Machine::start_program(const std::vector<std::string>& words) {
    advance(std::chrono::seconds{1});
    std::vector<std::string> all{ciclo_program()};
    all.insert(all.end(), words.begin(), words.end());
    return std::make_unique<Program>(all, variables);
}

Outcome Machine::run_program(const std::vector<std::string>& words) {
    return start_program(words)->wait();
}

Order Machine::add_pedido_with_nf() {
    auto order = add_order("VCD0000001", {{azeitona, 10}});
    add_nf("130001", order, {4});
    return order;
}

std::string Machine::journal() {
    return rows("SELECT outcome, exit_code FROM ciclo_execucao ORDER BY started_at DESC LIMIT 1");
}

bool Machine::becomes_true(const std::string& sql, std::chrono::milliseconds limit) {
    const auto give_up = std::chrono::steady_clock::now() + limit;
    while (value(sql) != "t") {
        if (std::chrono::steady_clock::now() > give_up) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return true;
}

bool Machine::leaves_nothing_behind() {
    return becomes_true(fmt::format("SELECT NOT EXISTS (SELECT 1 {})", k_sessions)) &&
           value(
               "SELECT NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database ="
               " (SELECT oid FROM pg_database WHERE datname = current_database()))") == "t";
}

void check_contains(const std::string& text, const std::vector<std::string>& wanted) {
    for (const auto& words : wanted) CHECK_THAT(text, Contains(words));
}

void check_no_secret(Machine& machine, const Outcome& outcome) {
    const auto has_journal = machine.value("SELECT to_regclass('ciclo_execucao') IS NOT NULL") == "t";
    const auto journal = !has_journal ? std::string()
                                      : machine.rows(
                                            "SELECT x::text FROM ciclo_execucao x UNION ALL"
                                            " SELECT e::text FROM ciclo_etapa e");
    for (const auto* name : {"ODOO_API_KEY", "PGPASSWORD"}) {
        const auto found = machine.variables.find(name);
        if (found == machine.variables.end()) continue;
        for (const auto& text : {outcome.out, outcome.err, journal})
            CHECK_THAT(text, !Contains(found->second));
    }
    for (const auto& text : {outcome.out, outcome.err, journal}) {
        CHECK_THAT(text, !Contains(Machine::k_database_password));
        CHECK_THAT(text, !Contains(std::string(FakeOdoo::k_api_key)));
    }
}

void check_failure(Machine& machine, const Outcome& outcome, ExitCode code,
                   const std::vector<std::string>& wanted) {
    INFO(outcome.text());
    CHECK_FALSE(outcome.timed_out);
    CHECK(outcome.status == number_of(code));
    CHECK_THAT(outcome.err, Contains(std::string(name_of(code))));
    check_contains(outcome.err, wanted);
    check_no_secret(machine, outcome);
}

}  // namespace ciclo::test
