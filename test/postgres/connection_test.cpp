#include "postgres/connection.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <functional>
#include <thread>

#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "postgres/copy_writer.hpp"
#include "postgres/sql.hpp"

using namespace ciclo;
using namespace ciclo::postgres;
using namespace std::chrono_literals;
using test::Database;
using test::error_of;
using test::Session;
using Clock = std::chrono::steady_clock;

namespace {

// How many sessions the database has besides the one that asks.
int other_sessions(Session& session) {
    return std::stoi(
        session.value("SELECT count(*) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND pid <> pg_backend_pid()"));
}

bool soon(const std::function<bool()>& condition) {
    const auto give_up = Clock::now() + 5s;
    while (!condition()) {
        if (Clock::now() > give_up) return false;
        std::this_thread::sleep_for(20ms);
    }
    return true;
}

}  // namespace

TEST_CASE("a statement gets its parameters and gives back typed values", "[postgres]") {
    const Database database;
    Session session(database.url());
    const auto before = session.connection.statements();
    const auto result = session.execute(
        "SELECT $1::bigint AS number, $2::text AS text, $3::text AS missing, '' AS empty, true AS yes",
        {"9223372036854775807", "d'água \"x\" \\ \n", std::nullopt});
    REQUIRE(result.rows() == 1);
    CHECK(result.columns() == 5);
    CHECK(result.column_name(1) == "text");
    CHECK(result.integer(0, 0) == 9223372036854775807);
    CHECK(result.text(0, 1) == "d'água \"x\" \\ \n");
    CHECK_FALSE(result.get(0, 2).has_value());
    REQUIRE(result.get(0, 3).has_value());
    CHECK(result.get(0, 3)->empty());
    CHECK(result.boolean(0, 4));
    CHECK(session.connection.statements() == before + 1);
    CHECK_THROWS_WITH(result.integer(0, 1), "postgres: column 'text' holds no integer");
    CHECK_THROWS_WITH(result.integer(0, 2), "postgres: column 'missing' holds no integer");
    CHECK_THROWS_WITH(result.boolean(0, 2), "postgres: column 'missing' holds no boolean");
    CHECK_FALSE(result.get(7, 0).has_value());
}

TEST_CASE("the number of affected rows comes from the command tag", "[postgres]") {
    const Database database;
    Session session(database.url());
    CHECK(session.execute("CREATE TABLE t (a int)").affected() == 0);
    CHECK(session.execute("INSERT INTO t SELECT generate_series(1, 12)").affected() == 12);
    CHECK(session.execute("DELETE FROM t WHERE a > 10").affected() == 2);
}

TEST_CASE("an answer of many megabytes arrives whole", "[postgres]") {
    const Database database;
    Session session(database.url());
    const auto result = session.execute("SELECT i, repeat('x', 1000) FROM generate_series(1, 20000) AS i");
    REQUIRE(result.rows() == 20000);
    CHECK(result.text(19999, 1).size() == 1000);
}

TEST_CASE("rows come one at a time, and the session serves the next statement", "[postgres]") {
    const Database database;
    Session session(database.url());
    long long sum = 0;
    session.connection.for_each_row("SELECT n, NULL FROM generate_series(1, 100000) n ORDER BY n",
                                    [&](const Result& row) {
                                        REQUIRE(row.rows() == 1);
                                        REQUIRE_FALSE(row.get(0, 1).has_value());
                                        sum += row.integer(0, 0);
                                    });
    CHECK(sum == 5000050000);
    CHECK(session.value("SELECT 1") == "1");
    session.connection.for_each_row("SELECT 1 WHERE false", [](const Result&) { FAIL("there is no row"); });
}

TEST_CASE("an error after the first rows is thrown, and the session stays usable", "[postgres]") {
    const Database database;
    Session session(database.url());
    int rows = 0;
    CHECK_THROWS_AS(
        session.connection.for_each_row("SELECT 1 / (50000 - n) FROM generate_series(1, 100000) n",
                                        [&](const Result&) { ++rows; }),
        SqlError);
    CHECK(rows > 0);
    CHECK(session.value("SELECT 1") == "1");
}

TEST_CASE("a caller that aborts between two rows loses the session", "[postgres]") {
    const Database database;
    Session session(database.url());
    CHECK_THROWS_AS(
        session.connection.for_each_row("SELECT n FROM generate_series(1, 100000) n",
                                        [](const Result&) { throw std::runtime_error("enough"); }),
        std::runtime_error);
    CHECK_FALSE(session.connection.is_alive());
}

TEST_CASE("a parameter of many megabytes arrives whole", "[postgres]") {
    const Database database;
    Session session(database.url());
    CHECK(session.value("SELECT length($1::text)", {std::string(5'000'000, 'x')}) == "5000000");
}

TEST_CASE("a zero byte in a parameter is refused instead of cutting it", "[postgres]") {
    const Database database;
    Session session(database.url());
    const std::string cut("ab\0cd", 5);
    CHECK(error_of<Error>([&] { session.execute("SELECT $1::text", {cut}); }).kind() == ErrorKind::internal);
    CHECK(session.value("SELECT 1") == "1");
}

TEST_CASE("a statement that fails leaves the session usable", "[postgres]") {
    const Database database;
    Session session(database.url());
    const auto error = error_of<SqlError>([&] { session.execute("SELECT * FROM nowhere"); });
    CHECK(error.kind() == ErrorKind::database);
    CHECK(error.sqlstate() == "42P01");
    CHECK_FALSE(error.connection_lost());
    CHECK(std::string(error.what()) == "postgres: relation \"nowhere\" does not exist (SQLSTATE 42P01)");
    CHECK(session.connection.is_alive());
    CHECK(session.value("SELECT 1") == "1");
}

TEST_CASE("an error names table and constraint, and never the row", "[postgres]") {
    const Database database;
    Session session(database.url());
    session.execute("CREATE TABLE t (name text CONSTRAINT t_name_key UNIQUE)");
    session.execute("INSERT INTO t VALUES ('Maria Silva')");
    const auto error = error_of<SqlError>([&] { session.execute("INSERT INTO t VALUES ('Maria Silva')"); });
    const std::string message = error.what();
    CHECK(error.sqlstate() == "23505");
    CHECK(message.find("table \"t\"") != std::string::npos);
    CHECK(message.find("constraint \"t_name_key\"") != std::string::npos);
    CHECK(message.find("Maria") == std::string::npos);
}

TEST_CASE("a lock that did not come and a function that raises are named with where it happened",
          "[postgres]") {
    const Database database;
    Session session(database.url());
    session.execute("CREATE TABLE t (id int)");
    session.execute("INSERT INTO t VALUES (1)");
    session.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'not now'; END$$");
    session.execute("CREATE TRIGGER refuse BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION refuse()");
    const auto raised = error_of<SqlError>([&] { session.execute("DELETE FROM t"); });
    CHECK_THAT(raised.what(),
               Catch::Contains("not now (SQLSTATE P0001, PL/pgSQL function refuse() line 1 at RAISE)"));
    CHECK(raised.is_lasting());
    Session holder(database.url());
    holder.execute("BEGIN");
    holder.execute("UPDATE t SET id = 2");
    session.execute("SET lock_timeout = '50ms'");
    const auto blocked = error_of<SqlError>([&] { session.execute("UPDATE t SET id = 3"); });
    CHECK_THAT(blocked.what(),
               Catch::Contains("(SQLSTATE 55P03, while updating tuple (0,1) in relation \"t\")"));
}

TEST_CASE("a missing right is a matter of authority", "[postgres]") {
    const Database database;
    Session admin(database.admin_url());
    admin.execute("CREATE TABLE closed (a int)");
    Session session(database.url());
    const auto error = error_of<SqlError>([&] { session.execute("SELECT * FROM closed"); });
    CHECK(error.sqlstate() == "42501");
    CHECK(error.kind() == ErrorKind::auth);
}

TEST_CASE("a script runs all of its statements, or none when one fails", "[postgres]") {
    const Database database;
    Session session(database.url());
    session.connection.execute_script(
        "CREATE TABLE a (i int); INSERT INTO a VALUES (1); INSERT INTO a VALUES (2)");
    CHECK(session.value("SELECT count(*) FROM a") == "2");
    const auto error = error_of<SqlError>([&] {
        session.connection.execute_script("INSERT INTO a VALUES (3); SELECT 1/0; INSERT INTO a VALUES (4)");
    });
    CHECK(error.sqlstate() == "22012");
    CHECK(session.value("SELECT count(*) FROM a") == "2");
}

TEST_CASE("prepare finds a statement that is not well formed", "[postgres]") {
    const Database database;
    Session session(database.url());
    session.connection.prepare("good", "SELECT $1::int + 1");
    session.connection.prepare("session", sql::session);
    CHECK(error_of<SqlError>([&] { session.connection.prepare("bad", "SELEC 1"); }).sqlstate() == "42601");
    CHECK(error_of<SqlError>([&] { session.connection.prepare("unknown", "SELECT x FROM y"); }).sqlstate() ==
          "42P01");
}

TEST_CASE("a COPY through execute is refused and does not hang", "[postgres]") {
    const Database database;
    Session session(database.url());
    session.execute("CREATE TABLE t (a int)");
    CHECK(error_of<Error>([&] { session.execute("COPY t FROM STDIN"); }).kind() == ErrorKind::internal);
    CHECK_FALSE(session.connection.is_alive());
    CHECK(error_of<SqlError>([&] { session.execute("SELECT 1"); }).connection_lost());
}

TEST_CASE("a notice goes to the log at debug level", "[postgres]") {
    const Database database;
    Session session(database.url());
    session.execute("DO $$ BEGIN RAISE NOTICE 'hello from the server'; END $$");
    REQUIRE(session.lines.size() == 1);
    CHECK(session.lines.front().find("debug") != std::string::npos);
    CHECK(session.lines.front().find("hello from the server") != std::string::npos);
}

TEST_CASE("a stop during a long statement ends it within a second and frees its locks", "[postgres]") {
    const Database database;
    Session session(database.url());
    Session watcher(database.url());
    watcher.execute("CREATE TABLE t (a int)");
    std::thread signal([&] {
        std::this_thread::sleep_for(300ms);
        session.stop.request(SIGTERM);
    });
    const auto started = Clock::now();
    CHECK_THROWS_AS(
        session.execute("WITH locked AS (SELECT pg_advisory_lock(42)) SELECT pg_sleep(30) FROM locked"),
        Interrupted);
    CHECK(Clock::now() - started < 1300ms);
    signal.join();
    CHECK_FALSE(session.connection.is_alive());
    CHECK(soon([&] { return other_sessions(watcher) == 0; }));
    CHECK(watcher.value("SELECT pg_try_advisory_lock(42)") == "t");
}

TEST_CASE("the deadline during a long statement ends it in time and frees its locks", "[postgres]") {
    const Database database;
    Session watcher(database.url());
    Session session(database.url(), 500ms);
    const auto started = Clock::now();
    const auto error = error_of<Error>([&] {
        session.execute("WITH locked AS (SELECT pg_advisory_lock(42)) SELECT pg_sleep(30) FROM locked");
    });
    CHECK(error.kind() == ErrorKind::deadline);
    CHECK(std::string(error.what()).find("waiting for PostgreSQL: ") == 0);
    CHECK(Clock::now() - started < 1500ms);
    CHECK_FALSE(session.connection.is_alive());
    CHECK(soon([&] { return other_sessions(watcher) == 0; }));
    CHECK(watcher.value("SELECT pg_try_advisory_lock(42)") == "t");
}

TEST_CASE("after a stop nothing more is sent", "[postgres]") {
    const Database database;
    Session watcher(database.url());
    watcher.execute("CREATE TABLE t (a int)");
    Session session(database.url());
    session.stop.request(SIGTERM);
    CHECK_THROWS_AS(session.execute("INSERT INTO t VALUES (1)"), Interrupted);
    CHECK_THROWS_AS(session.connection.execute_script("INSERT INTO t VALUES (1)"), Interrupted);
    CHECK_THROWS_AS(session.connection.copy_in("COPY t FROM STDIN").finish(), Interrupted);
    CHECK(watcher.value("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a session that the server ended says why at the next statement", "[postgres]") {
    const Database database;
    Session session(database.url());
    Session other(database.url());
    const auto pid = session.value("SELECT pg_backend_pid()");
    other.execute("SELECT pg_terminate_backend($1::int)", {pid});
    REQUIRE(soon([&] { return other_sessions(other) == 0; }));
    const auto error = error_of<SqlError>([&] { session.execute("SELECT 1"); });
    CHECK(error.connection_lost());
    CHECK(error.kind() == ErrorKind::database_unavailable);
    CHECK(error.sqlstate() == "57P01");
    CHECK_FALSE(session.connection.is_alive());
}

TEST_CASE("a session that is ended during a statement is lost", "[postgres]") {
    const Database database;
    Session session(database.url());
    Session other(database.url());
    const auto pid = session.value("SELECT pg_backend_pid()");
    std::thread killer([&] {
        std::this_thread::sleep_for(200ms);
        other.execute("SELECT pg_terminate_backend($1::int)", {pid});
    });
    const auto error = error_of<SqlError>([&] { session.execute("SELECT pg_sleep(30)"); });
    killer.join();
    CHECK(error.connection_lost());
    CHECK(error.kind() == ErrorKind::database_unavailable);
    CHECK_FALSE(session.connection.is_alive());
}

TEST_CASE("array literals arrive as they were", "[postgres]") {
    const Database database;
    Session session(database.url());
    const std::vector<std::string> texts{"plain",       "",        "NULL", "a,b", "{x}", "say \"hi\"",
                                         "back\\slash", " space ", "ç\n\t"};
    const auto result = session.execute(
        "SELECT t FROM unnest($1::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n", {array_literal(texts)});
    REQUIRE(result.rows() == static_cast<int>(texts.size()));
    for (int i = 0; i < result.rows(); ++i) {
        CHECK(result.get(i, 0) == std::string_view(texts[static_cast<std::size_t>(i)]));
    }
    CHECK(session.value("SELECT cardinality($1::text[])", {array_literal(std::vector<std::string>{})}) ==
          "0");
    CHECK(session.value("SELECT $1::bigint[]", {array_literal(std::vector<std::int64_t>{
                                                   1, -2, 9007199254740993})}) == "{1,-2,9007199254740993}");
    CHECK(array_literal(std::vector<std::int64_t>{}) == "{}");
}

TEST_CASE("an error and a slow statement name the embedded file", "[postgres]") {
    const Database database;
    Session session(database.url());
    const postgres::Statement wrong("SELECT 1 / $1::int", "carteira/divide.sql");
    const auto error = error_of<postgres::SqlError>([&] { session.connection.execute(wrong, {"0"}); });
    CHECK(std::string(error.what()) == "carteira/divide.sql: postgres: division by zero (SQLSTATE 22012)");
    CHECK(error.sqlstate() == "22012");
    const auto streamed = error_of<postgres::SqlError>(
        [&] { session.connection.for_each_row(wrong, [](const postgres::Result&) {}, {"0"}); });
    CHECK(std::string(streamed.what()) == error.what());
    const auto script = error_of<postgres::SqlError>([&] {
        session.connection.execute_script({"SELECT 1; SELECT nothing", "carteira/tables.sql"});
    });
    CHECK(std::string(script.what()).starts_with("carteira/tables.sql: postgres: column \"nothing\""));
    session.connection.execute({"SELECT pg_sleep(0.11)", "carteira/sleep.sql"});
    CHECK(session.lines.back().find("sql=carteira/sleep.sql") != std::string::npos);
}

TEST_CASE("a fact that is put in front of an error leaves it the error that it was", "[postgres]") {
    try {
        try {
            throw postgres::SqlError(ErrorKind::database, "postgres: deadlock detected", "40P01", false);
        } catch (Error& error) {
            error.within("carteira");
            throw;
        }
    } catch (const postgres::SqlError& error) {
        CHECK(std::string(error.what()) == "carteira: postgres: deadlock detected");
        CHECK(error.is_retryable_transaction());
        return;
    }
    FAIL("the error is another one now");
}

TEST_CASE("the kind of a SQLSTATE says who has to act", "[postgres]") {
    CHECK(kind_of_sqlstate("28P01") == ErrorKind::auth);
    CHECK(kind_of_sqlstate("28000") == ErrorKind::auth);
    CHECK(kind_of_sqlstate("42501") == ErrorKind::auth);
    CHECK(kind_of_sqlstate("3D000") == ErrorKind::config);
    CHECK(kind_of_sqlstate("53100") == ErrorKind::database_unavailable);
    CHECK(kind_of_sqlstate("53300") == ErrorKind::database_unavailable);
    CHECK(kind_of_sqlstate("57P03") == ErrorKind::database_unavailable);
    CHECK(kind_of_sqlstate("08006") == ErrorKind::database_unavailable);
    CHECK(kind_of_sqlstate("25006") == ErrorKind::database_unavailable);
    CHECK(kind_of_sqlstate("57014") == ErrorKind::database);
    CHECK(kind_of_sqlstate("23505") == ErrorKind::database);
    CHECK(kind_of_sqlstate("") == ErrorKind::database);
}
