#include "base/exit_code.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"

using namespace ciclo;

TEST_CASE("exit codes ascend, so each stands once") {
    int last = -1;
    for (const auto& row : exit_code_table()) {
        CAPTURE(row.name);
        CHECK(number_of(row.code) > last);
        last = number_of(row.code);
    }
    CHECK(exit_code_table().size() == 19);
}

TEST_CASE("each exit code has a name of its own and says what the database holds") {
    std::set<std::string> names;
    for (const auto& row : exit_code_table()) {
        CAPTURE(row.name);
        CHECK_FALSE(row.name.empty());
        CHECK_FALSE(row.kept.empty());
        CHECK_FALSE(row.cause.empty());
        CHECK(names.insert(std::string(row.name)).second);
        CHECK(name_of(row.code) == row.name);
    }
}

TEST_CASE("the numbers of the contract do not move") {
    const std::vector<std::pair<int, std::string>> contract{
        {0, "ok"},
        {10, "faturamento_failed"},
        {11, "integrity_failed"},
        {12, "carteira_failed"},
        {13, "outcome_unknown"},
        {14, "done_with_rejects"},
        {20, "stale"},
        {21, "changes_pending"},
        {64, "usage"},
        {69, "odoo_unavailable"},
        {70, "internal_error"},
        {74, "database_unavailable"},
        {75, "already_running"},
        {77, "auth_refused"},
        {78, "config_error"},
        {124, "deadline_exceeded"},
        {129, "interrupted_hup"},
        {130, "interrupted_int"},
        {143, "interrupted_term"},
    };
    std::vector<std::pair<int, std::string>> table;
    for (const auto& row : exit_code_table()) table.emplace_back(number_of(row.code), row.name);
    CHECK(table == contract);
}

TEST_CASE("codes that shells and wrappers use for themselves are never ours") {
    for (const auto& row : exit_code_table()) {
        const int number = number_of(row.code);
        CAPTURE(number);
        CHECK(number != 1);
        CHECK(number != 2);
        CHECK_FALSE((number >= 125 && number <= 128));
        CHECK(number != 137);
        CHECK(number <= 255);
    }
}

TEST_CASE("each kind of error ends with the code of who has to act") {
    const std::vector<std::pair<ErrorKind, ExitCode>> expected{
        {ErrorKind::usage, ExitCode::usage},
        {ErrorKind::config, ExitCode::config_error},
        {ErrorKind::auth, ExitCode::auth_refused},
        {ErrorKind::odoo_unavailable, ExitCode::odoo_unavailable},
        {ErrorKind::odoo_answer, ExitCode::odoo_unavailable},
        {ErrorKind::database_unavailable, ExitCode::database_unavailable},
        {ErrorKind::database, ExitCode::database_unavailable},
        {ErrorKind::locked, ExitCode::already_running},
        {ErrorKind::integrity, ExitCode::integrity_failed},
        {ErrorKind::fuse, ExitCode::carteira_failed},
        {ErrorKind::outcome_unknown, ExitCode::outcome_unknown},
        {ErrorKind::deadline, ExitCode::deadline_exceeded},
        {ErrorKind::interrupted, ExitCode::interrupted_term},
        {ErrorKind::out_of_memory, ExitCode::internal_error},
        {ErrorKind::internal, ExitCode::internal_error},
    };
    // Every kind up to the last one is in the list, in its order.
    REQUIRE(expected.size() == static_cast<std::size_t>(ErrorKind::internal) + 1);
    for (std::size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(i);
        CHECK(expected[i].first == static_cast<ErrorKind>(i));
        CHECK(exit_code_of(Error(expected[i].first, "x")) == expected[i].second);
        CHECK(expected[i].second != ExitCode::ok);
    }
}

TEST_CASE("a signal ends with 128 and its number, and its name in the message") {
    for (const auto& [signal, name] :
         {std::pair{SIGHUP, "SIGHUP"}, {SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}}) {
        const Interrupted error(signal);
        CAPTURE(name);
        CHECK(number_of(exit_code_of(error)) == 128 + signal);
        CHECK(error.what() == std::string("stopped by ") + name);
    }
}

TEST_CASE("only signals, the deadline, an unknown COMMIT and a lack of memory outrank the stage's code") {
    for (int i = 0; i <= static_cast<int>(ErrorKind::internal); ++i) {
        const auto kind = static_cast<ErrorKind>(i);
        const bool expected = kind == ErrorKind::interrupted || kind == ErrorKind::deadline ||
                              kind == ErrorKind::outcome_unknown || kind == ErrorKind::out_of_memory;
        CAPTURE(i);
        CHECK(outranks_stage(kind) == expected);
    }
}

TEST_CASE("a fact added on the way up keeps the error's kind and hint") {
    Error error(ErrorKind::fuse, "700 rows", "run 'ciclo schema apply'"_tr);
    error.within("carteira");
    error.within("");
    CHECK(error.what() == std::string("carteira: 700 rows"));
    CHECK(error.kind() == ErrorKind::fuse);
    CHECK(error.hint().english() == "run 'ciclo schema apply'");
}
