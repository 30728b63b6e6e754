// The reader of SQL on which seams_test.cpp rests.
#include "seams/sql_seams.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "seams/cpp_literals.hpp"
#include "seams/sql_words.hpp"

using namespace ciclo::test;
using Names = std::set<std::string>;
using Catch::Matchers::Contains;

namespace {

// "table.column", with a + for a column of new rows only.
Names writes_of(const std::string& sql) {
    Names out;
    for (const auto& write : read_sql(sql).writes) {
        out.insert(write.table + "." + write.column + (write.only_in_new_rows ? "+" : ""));
    }
    return out;
}

// Those of `wanted` that are named.
Names named(const std::string& sql, const Names& wanted) {
    Names out;
    for (const auto& name : read_sql(sql).named) {
        if (wanted.count(name) != 0) out.insert(name);
    }
    return out;
}

}  // namespace

TEST_CASE("the columns of an INSERT are written in new rows") {
    CHECK(writes_of("INSERT INTO separacao (num_pedido, Status) SELECT a, b FROM stg_x") ==
          Names{"separacao.INSERT", "separacao.num_pedido+", "separacao.status+"});
    CHECK(writes_of("insert into public.separacao as s (qtd[1], \"Status\") values (1, 2)") ==
          Names{"separacao.INSERT", "separacao.qtd+", "separacao.Status+"});
}

TEST_CASE("an INSERT that names no columns writes them all") {
    const Names all{"t.INSERT", "t.*+"};
    CHECK(writes_of("INSERT INTO t SELECT a, b FROM x") == all);
    CHECK(writes_of("INSERT INTO t (SELECT a, b FROM x)") == all);
    CHECK(writes_of("INSERT INTO t ((SELECT a FROM x) UNION SELECT b FROM y)") == all);
    CHECK(writes_of("INSERT INTO t VALUES (a, b)") == all);
    CHECK(writes_of("INSERT INTO t DEFAULT VALUES") == all);
}

TEST_CASE("the columns of an UPDATE are those on the left") {
    CHECK(writes_of("UPDATE t SET a = 1") == Names{"t.a"});
    CHECK(writes_of("UPDATE t AS p SET a = b, c = (SELECT d FROM e WHERE f = 1), g = coalesce(h, i)") ==
          Names{"t.a", "t.c", "t.g"});
    CHECK(writes_of("UPDATE ONLY public.t p SET a = CASE WHEN p.x = 1 THEN y ELSE z END, b = now() "
                    "FROM u, v WHERE p.c = 1 AND p.d = 2 RETURNING p.e, f = 3") == Names{"t.a", "t.b"});
    CHECK(writes_of("UPDATE t SET (a, b) = (1, 2), c[1] = 3, d.x = 4 WHERE e = 5") ==
          Names{"t.a", "t.b", "t.c", "t.d"});
    CHECK(writes_of("UPDATE t SET a = b IS NOT DISTINCT FROM c, d = extract(epoch FROM e), f = g") ==
          Names{"t.a", "t.d", "t.f"});
    CHECK(writes_of("UPDATE \"t\" SET \"Set\" = 1 ; UPDATE u SET a = 1;") == Names{"t.Set", "u.a"});
}

TEST_CASE("ON CONFLICT DO UPDATE changes rows of the table of its INSERT") {
    CHECK(writes_of("INSERT INTO t AS e (a, b) VALUES (1, 2) ON CONFLICT (a) WHERE a > 0 "
                    "DO UPDATE SET b = excluded.b, c = 3 WHERE e.d <> 4") ==
          Names{"t.INSERT", "t.a+", "t.b+", "t.b", "t.c"});
    CHECK(writes_of("INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING") == Names{"t.INSERT", "t.a+"});
    CHECK(writes_of("WITH x AS (INSERT INTO t (a) SELECT 1 ON CONFLICT (a) DO UPDATE SET b = 1 RETURNING 1), "
                    "y AS (INSERT INTO u (c) SELECT 2 ON CONFLICT (c) DO UPDATE SET d = 1) "
                    "INSERT INTO v (e) SELECT 3 ON CONFLICT (e) DO UPDATE SET f = 1") ==
          Names{"t.INSERT", "t.a+", "t.b", "u.INSERT", "u.c+", "u.d", "v.INSERT", "v.e+", "v.f"});
}

TEST_CASE("statements inside of a WITH write too") {
    const std::string sql = R"(WITH p (n) AS (VALUES ($1::text)),
        changed AS (UPDATE separacao s SET status = 'X', qtd = p.n FROM p WHERE s.id = p.n RETURNING s.id),
        gone AS (DELETE FROM ONLY stg_x USING p WHERE true RETURNING stg_x.id)
        SELECT count(*) FROM changed, gone)";
    CHECK(writes_of(sql) == Names{"separacao.status", "separacao.qtd", "stg_x.DELETE"});
}

TEST_CASE("what only looks like a write is none") {
    for (const std::string sql :
         {"SELECT 1 FROM t FOR UPDATE OF t SKIP LOCKED", "SELECT 1 FROM t FOR NO KEY UPDATE",
          "CREATE TABLE t (a integer REFERENCES u ON UPDATE SET NULL ON DELETE CASCADE)",
          "GRANT INSERT, UPDATE, DELETE ON t TO u", "SELECT 'UPDATE t SET a = 1; DELETE FROM t'",
          "-- UPDATE t SET a = 1\nSELECT 1", "/* INSERT INTO t /* nested */ (a) */ SELECT 1",
          "SELECT E'it\\'s UPDATE t SET a = 1'", "SELECT 'it''s DELETE FROM t'", "SELECT \"DELETE\" FROM t",
          "COPY t (a) TO STDOUT", "SET TRANSACTION READ ONLY", "CREATE TRIGGER x AFTER UPDATE OF a ON t"}) {
        CAPTURE(sql);
        CHECK(writes_of(sql).empty());
    }
}

TEST_CASE("rows come by COPY and go by TRUNCATE too") {
    CHECK(writes_of("COPY stg_x (a, b) FROM STDIN") == Names{"stg_x.INSERT", "stg_x.a+", "stg_x.b+"});
    CHECK(writes_of("COPY stg_x FROM STDIN") == Names{"stg_x.INSERT", "stg_x.*+"});
    CHECK(writes_of("TRUNCATE TABLE a, public.b RESTART IDENTITY") == Names{"a.DELETE", "b.DELETE"});
}

TEST_CASE("tables, views and functions of the session are distinguished from what stays") {
    const auto seams = read_sql(R"(
        CREATE TEMP TABLE stg_a (id bigint GENERATED ALWAYS AS IDENTITY, name text);
        CREATE TEMPORARY TABLE IF NOT EXISTS stg_b ON COMMIT DROP AS SELECT 1;
        CREATE OR REPLACE TEMP VIEW stg_c AS SELECT * FROM stg_a;
        CREATE TABLE pg_temp.stg_d (id bigint);
        CREATE FUNCTION pg_temp.plain(name text) RETURNS text LANGUAGE sql AS $f$ SELECT x FROM stg_e $f$;
        CREATE TABLE IF NOT EXISTS public.kept (id serial);
        CREATE VIEW seen AS SELECT 1;)");
    CHECK(seams.made == std::map<std::string, Made>{{"stg_a", Made::table},
                                                    {"stg_b", Made::table},
                                                    {"stg_c", Made::view},
                                                    {"stg_d", Made::table},
                                                    {"plain()", Made::function}});
    CHECK(seams.kept == Names{"kept"});
    CHECK(seams.named.count("stg_e") == 1);
    CHECK(seams.writes == std::vector<SqlWrite>{{"stg_b", "*", true}});
}

TEST_CASE("a table is read where it is named, and not where it is made, filled, indexed or analyzed") {
    const Names a{"stg_a", "stg_a_by_name"};
    CHECK(named("SELECT 1 FROM stg_a", a) == Names{"stg_a"});
    CHECK(named("SELECT 1 FROM x WHERE EXISTS (SELECT 1 FROM pg_temp.stg_a y)", a) == Names{"stg_a"});
    CHECK(named("INSERT INTO x (b) SELECT b FROM STG_A", a) == Names{"stg_a"});
    CHECK(named("DELETE FROM stg_a RETURNING id", a) == Names{"stg_a"});
    CHECK(named("WITH x AS (DELETE FROM stg_a) SELECT 1 FROM y", a).empty());
    for (const std::string sql :
         {"CREATE TEMP TABLE stg_a (id bigint)", "CREATE INDEX stg_a_by_name ON stg_a (name)",
          "CREATE UNIQUE INDEX ON stg_a ((true))", "INSERT INTO stg_a (b) VALUES (1)",
          "UPDATE stg_a SET b = 1", "ANALYZE stg_b; ANALYZE stg_a;", "DROP TABLE IF EXISTS stg_a",
          "SELECT 'stg_a' -- stg_a"}) {
        CAPTURE(sql);
        CHECK(named(sql, a).empty());
    }
    CHECK(named("SELECT pg_temp.plain(x)", {"plain", "plain()"}) == Names{"plain()"});
}

TEST_CASE("what cannot be followed is an error") {
    CHECK_THROWS_WITH(read_sql("MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE"), Contains("MERGE"));
    CHECK_THROWS_WITH(read_sql("DO $$ BEGIN EXECUTE 'UPDATE t SET a = 1'; END $$"), Contains("EXECUTE"));
    CHECK_THROWS_WITH(read_sql("SELECT a INTO t FROM u"), Contains("SELECT INTO"));
    CHECK_THROWS_WITH(read_sql("INSERT INTO {} (a) VALUES (1)"), Contains("no name follows"));
    CHECK_THROWS_WITH(read_sql("UPDATE t SET {} = 1"), Contains("no column"));
    CHECK_THROWS_WITH(read_sql("SELECT 'open"), Contains("does not end"));
    CHECK_THROWS_WITH(read_sql("SELECT 1 /* open /* */"), Contains("does not end"));
    CHECK_NOTHROW(read_sql("GRANT EXECUTE ON FUNCTION f TO u"));
}

TEST_CASE("words know how deep they stand") {
    std::vector<std::pair<std::string, int>> words;
    for (const auto& word : sql_words("A(b[$1], 1.5e3)::c")) words.emplace_back(word.text, word.depth);
    CHECK(words == std::vector<std::pair<std::string, int>>{{"a", 0},
                                                            {"(", 0},
                                                            {"b", 1},
                                                            {"[", 1},
                                                            {"", 2},
                                                            {"]", 1},
                                                            {",", 1},
                                                            {"", 1},
                                                            {")", 0},
                                                            {":", 0},
                                                            {":", 0},
                                                            {"c", 0}});
}

TEST_CASE("the literals of a C++ source are what its code says, side by side as one") {
    CHECK(cpp_literals(R"cpp(
              // "a comment's"
              const char c = '"';
              int n = 1'000'000; /* "another" */
              call(
                  "SELECT 1"  // goes on
                  " FROM \"t\"",
                  R"x(raw "(text)")x", "");
              call(name, "next");
          )cpp") == std::vector<std::string>{"SELECT 1 FROM \"t\"", "raw \"(text)\"", "", "next"});
    CHECK_THROWS_WITH(cpp_literals("call(\"open"), Contains("does not end"));
}
