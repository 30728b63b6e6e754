#include "postgres/transaction.hpp"

#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "relay.hpp"

using namespace ciclo;
using namespace ciclo::postgres;
using namespace std::chrono_literals;
using test::Database;
using test::Session;
using Clock = std::chrono::steady_clock;

namespace {

// A database with the table t (a int PRIMARY KEY) and a session that watches it from outside.
struct Fixture {
    Fixture() { watcher.execute("CREATE TABLE t (a int PRIMARY KEY)"); }
    std::string count() { return watcher.value("SELECT count(*) FROM t"); }

    Database database;
    Session watcher{database.url()};
};

ErrorKind kind_of_commit(Transaction& transaction) {
    try {
        transaction.commit();
    } catch (const Error& error) {
        return error.kind();
    }
    FAIL("COMMIT succeeded");
    return ErrorKind::internal;
}

void terminate(Session& killer, Session& victim) {
    const auto pid = victim.value("SELECT pg_backend_pid()");
    killer.execute("SELECT pg_terminate_backend($1::int, 5000)", {pid});
}

}  // namespace

TEST_CASE_METHOD(Fixture, "what was committed stays", "[postgres]") {
    Session session(database.url());
    Transaction transaction(session.connection);
    CHECK(session.connection.in_transaction());
    session.execute("INSERT INTO t VALUES (1)");
    CHECK(count() == "0");
    transaction.commit();
    CHECK(count() == "1");
    CHECK_FALSE(session.connection.in_transaction());
    CHECK_THROWS_AS(transaction.commit(), Error);
}

TEST_CASE_METHOD(Fixture, "a transaction that is not committed is rolled back", "[postgres]") {
    Session session(database.url());
    {
        const Transaction transaction(session.connection);
        session.execute("INSERT INTO t VALUES (1)");
    }
    CHECK(session.connection.is_alive());
    CHECK_FALSE(session.connection.in_transaction());
    CHECK(count() == "0");
}

TEST_CASE_METHOD(Fixture, "rollback may be called twice and leaves the session usable", "[postgres]") {
    Session session(database.url());
    Transaction transaction(session.connection);
    session.execute("INSERT INTO t VALUES (1)");
    transaction.rollback();
    transaction.rollback();
    CHECK(session.value("SELECT count(*) FROM t") == "0");
}

TEST_CASE_METHOD(Fixture, "a transaction is already open is a bug", "[postgres]") {
    Session session(database.url());
    const Transaction outer(session.connection);
    CHECK_THROWS_AS(Transaction(session.connection), Error);
    CHECK(session.connection.in_transaction());
}

TEST_CASE_METHOD(Fixture, "a COMMIT after a failed statement is not a success", "[postgres]") {
    Session session(database.url());
    Transaction transaction(session.connection);
    session.execute("INSERT INTO t VALUES (1)");
    CHECK_THROWS_AS(session.execute("SELECT 1/0"), SqlError);
    CHECK(kind_of_commit(transaction) == ErrorKind::internal);
    CHECK(count() == "0");
    CHECK(session.value("SELECT 1") == "1");
}

TEST_CASE_METHOD(Fixture, "a constraint that fails at COMMIT is an error of the database", "[postgres]") {
    watcher.execute("CREATE TABLE child (a int REFERENCES t DEFERRABLE INITIALLY DEFERRED)");
    Session session(database.url());
    Transaction transaction(session.connection);
    session.execute("INSERT INTO child VALUES (5)");
    try {
        transaction.commit();
        FAIL("COMMIT succeeded");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "23503");
        CHECK_FALSE(error.connection_lost());
    }
    CHECK(session.value("SELECT count(*) FROM child") == "0");
}

TEST_CASE_METHOD(Fixture, "a session that was ended before COMMIT has surely rolled back", "[postgres]") {
    Session session(database.url());
    Transaction transaction(session.connection);
    session.execute("INSERT INTO t VALUES (1)");
    terminate(watcher, session);
    try {
        transaction.commit();
        FAIL("COMMIT succeeded");
    } catch (const SqlError& error) {
        CHECK(error.connection_lost());
        CHECK(error.kind() == ErrorKind::database_unavailable);
        CHECK(error.sqlstate() == "57P01");
    }
    CHECK(count() == "0");
}

TEST_CASE_METHOD(Fixture, "a lost answer to COMMIT is an unknown outcome, and the row may be there",
                 "[postgres]") {
    const auto& cluster = database.cluster();
    const test::Relay relay(cluster.directory() / fmt::format(".s.PGSQL.{}", cluster.port()),
                            test::RelayFault::swallow_answer_to_commit);
    Session session(
        fmt::format("postgresql://ciclo@127.0.0.1:{}/{}?sslmode=disable", relay.port(), database.name()));
    Transaction transaction(session.connection);
    session.execute("INSERT INTO t VALUES (1)");
    CHECK(kind_of_commit(transaction) == ErrorKind::outcome_unknown);
    CHECK_FALSE(session.connection.is_alive());
    CHECK(count() == "1");
}

TEST_CASE_METHOD(Fixture, "a stop before COMMIT rolls back", "[postgres]") {
    Session session(database.url());
    {
        Transaction transaction(session.connection);
        session.execute("INSERT INTO t VALUES (1)");
        session.stop.request(SIGTERM);
        CHECK(kind_of_commit(transaction) == ErrorKind::interrupted);
    }
    CHECK(count() == "0");
    CHECK_FALSE(session.connection.in_transaction());
}

TEST_CASE_METHOD(Fixture, "a stop during COMMIT waits for its answer", "[postgres]") {
    // A deferred trigger that sleeps makes COMMIT slow.
    watcher.execute(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(1); RETURN NULL; "
        "END'");
    watcher.execute(
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION slow()");
    Session session(database.url());
    Transaction transaction(session.connection);
    session.execute("INSERT INTO t VALUES (1)");
    std::thread signal([&] {
        std::this_thread::sleep_for(300ms);
        session.stop.request(SIGTERM);
    });
    CHECK_NOTHROW(transaction.commit());
    signal.join();
    CHECK(count() == "1");
    CHECK_THROWS_AS(session.execute("SELECT 1"), Interrupted);
}

TEST_CASE_METHOD(Fixture, "a COMMIT that does not answer seconds after the deadline is an unknown outcome",
                 "[postgres]") {
    watcher.execute(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(30); RETURN "
        "NULL; END'");
    watcher.execute(
        "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION slow()");
    auto options = test::options_for(database.url());
    CHECK(options.settle_time == 1s);
    options.settle_time = 400ms;
    Session session(options, 300ms);
    Transaction transaction(session.connection);
    session.execute("INSERT INTO t VALUES (1)");
    const auto started = Clock::now();
    CHECK(kind_of_commit(transaction) == ErrorKind::outcome_unknown);
    CHECK(Clock::now() - started > 400ms);
    CHECK(Clock::now() - started < 4s);
    CHECK_FALSE(session.connection.is_alive());
}

TEST_CASE_METHOD(Fixture, "a lock that is not free in time may be retried", "[postgres]") {
    Session holder(database.url());
    const Transaction holding(holder.connection);
    holder.execute("LOCK TABLE t");
    auto options = test::options_for(database.url());
    options.lock_timeout = 200ms;
    Session session(options);
    const Transaction transaction(session.connection);
    try {
        session.execute("INSERT INTO t VALUES (1)");
        FAIL("the lock did not hold");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "55P03");
        CHECK(error.is_retryable_transaction());
        CHECK(error.kind() == ErrorKind::database);
    }
}

TEST_CASE_METHOD(Fixture, "a serialization failure may be retried", "[postgres]") {
    watcher.execute("INSERT INTO t VALUES (1)");
    Session session(database.url());
    const Transaction transaction(session.connection);
    session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    session.execute("SELECT * FROM t");
    watcher.execute("UPDATE t SET a = 2");
    try {
        session.execute("UPDATE t SET a = 3");
        FAIL("both updates went through");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "40001");
        CHECK(error.is_retryable_transaction());
    }
}

TEST_CASE_METHOD(Fixture, "a broken constraint is not retried", "[postgres]") {
    watcher.execute("INSERT INTO t VALUES (1)");
    try {
        watcher.execute("INSERT INTO t VALUES (1)");
        FAIL("the primary key did not hold");
    } catch (const SqlError& error) {
        CHECK_FALSE(error.is_retryable_transaction());
    }
}
