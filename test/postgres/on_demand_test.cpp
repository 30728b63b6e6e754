// Temporary tables, views and functions that are made when the first statement names them.
#include "postgres/on_demand.hpp"

#include <catch2/catch.hpp>

#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "postgres/copy_writer.hpp"
#include "postgres/sql_error.hpp"
#include "postgres/transaction.hpp"

using namespace ciclo;
using namespace ciclo::postgres;
using test::Database;
using test::Session;

namespace {

constexpr const char* k_script = R"(-- A script; stg_b is named in a comment.
CREATE TEMP TABLE stg_a (id integer PRIMARY KEY); -- as is stg_c here
INSERT INTO stg_a VALUES (1);
CREATE INDEX stg_a_by_id ON stg_a (id);
-- Needs stg_a and the function.
CREATE TEMP VIEW stg_b AS
SELECT pg_temp.twice(a.id) AS id, 'not stg_c' AS text FROM stg_a a;
CREATE FUNCTION pg_temp.twice(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
    SELECT 2 * n
$$;
CREATE TEMP TABLE stg_c (id integer);
)";

std::string there(Session& session) {
    return session.value(
        "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), '') FROM pg_class WHERE relname LIKE "
        "'stg\\__'");
}

struct Offered {
    Database database;
    Session session{database.url()};
    Connection& connection = session.connection;

    Offered() { connection.offer({k_script}); }
};

}  // namespace

TEST_CASE("a definition is taken with what it names and what belongs to it, once") {
    OnDemand tables;
    tables.offer(k_script);
    CHECK(tables.take("SELECT 1").empty());
    CHECK(tables.take("SELECT 'stg_a' -- stg_a").empty());
    CHECK(tables.take("SELECT my_stg_a, stg_abc").empty());
    const auto script = tables.take("SELECT b.id FROM stg_b b");
    CHECK_THAT(script, Catch::Contains("INSERT INTO stg_a VALUES (1);\nCREATE INDEX stg_a_by_id"));
    CHECK(script.find("CREATE TEMP TABLE stg_a") < script.find("CREATE TEMP VIEW stg_b"));
    CHECK(script.find("CREATE FUNCTION pg_temp.twice") < script.find("CREATE TEMP VIEW stg_b"));
    CHECK_THAT(script, !Catch::Contains("CREATE TEMP TABLE stg_c"));
    CHECK(tables.take("SELECT stg_b.id FROM stg_b, stg_a").empty());
    CHECK_THAT(tables.take("SELECT stg_c.id"), Catch::StartsWith("CREATE TEMP TABLE stg_c"));
}

TEST_CASE("what a rollback took is offered again, what was made before is not") {
    OnDemand tables;
    tables.offer(k_script);
    (void)tables.take("stg_a");
    const auto before = tables.made();
    (void)tables.take("stg_c");
    tables.restore(before);
    CHECK(tables.take("stg_a").empty());
    CHECK_FALSE(tables.take("stg_c").empty());
}

TEST_CASE_METHOD(Offered, "each way of sending makes what it names", "[postgres]") {
    CHECK(there(session).empty());
    CHECK(connection.execute("SELECT id FROM stg_b").integer(0, 0) == 2);
    CHECK(there(session) == "stg_a stg_b");
    const Cell cell("7");
    auto writer = connection.copy_in("COPY stg_c (id) FROM STDIN");
    writer.row(std::span(&cell, 1));
    writer.finish();
    CHECK(session.value("SELECT id FROM stg_c") == "7");
}

TEST_CASE_METHOD(Offered, "tables that a transaction or a savepoint took with it are made again",
                 "[postgres]") {
    {
        Transaction transaction(connection);
        connection.execute("SELECT 1 FROM stg_a");
    }
    CHECK(there(session).empty());
    Transaction transaction(connection, "SELECT 1 FROM stg_a;");
    Savepoint savepoint(connection, "here");
    connection.execute("SELECT 1 FROM stg_c");
    savepoint.rollback();
    CHECK(there(session) == "stg_a");
    connection.execute("SELECT 1 FROM stg_c");
    transaction.commit();
    connection.execute("SELECT 1 FROM stg_c, stg_b");
    CHECK(there(session) == "stg_a stg_b stg_c");
}

TEST_CASE_METHOD(Offered,
                 "a definition that fails is not taken for made, and a BEGIN with a failing statement ends",
                 "[postgres]") {
    connection.offer({"CREATE TEMP TABLE stg_d AS SELECT 1 / (SELECT count(*) - 1 FROM later) AS id;\n"});
    CHECK_THROWS_AS(connection.execute("SELECT * FROM stg_d"), SqlError);
    CHECK_THROWS_AS(Transaction(connection, "SELECT * FROM stg_d;"), SqlError);
    CHECK_FALSE(connection.in_transaction());
    session.execute("CREATE TABLE later AS SELECT n FROM generate_series(1, 2) n");
    CHECK(connection.execute("SELECT id FROM stg_d").integer(0, 0) == 1);
}
