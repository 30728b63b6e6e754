#include "postgres/copy_writer.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <csignal>

#include "cluster/cluster.hpp"
#include "cluster/session.hpp"

using namespace ciclo;
using namespace ciclo::postgres;
using namespace std::chrono_literals;
using test::Database;
using test::Session;

namespace {

using Row = std::vector<std::optional<std::string>>;

void write_rows(Connection& connection, const std::vector<Row>& rows) {
    auto copy = connection.copy_in("COPY t (n, value) FROM STDIN");
    for (const auto& row : rows) copy.row(row);
    CHECK(copy.finish() == static_cast<long long>(rows.size()));
}

void make_table(Session& session) {
    session.execute("CREATE TEMP TABLE t (n int, value text)");
}

}  // namespace

TEST_CASE("every special character survives COPY", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    std::vector<std::string> values{"",
                                    "\\",
                                    "\\N",
                                    "\\.",
                                    "\\\\.",
                                    "\\n",
                                    "N",
                                    "NULL",
                                    "\"quoted\"",
                                    "a\tb",
                                    "tail\\",
                                    "line\r\nline\n",
                                    "\n",
                                    "\t",
                                    "ação ñ 漢 \xF0\x9F\x98\x80",
                                    "'; DROP TABLE t; --",
                                    "{a,b}"};
    for (char c = 1; c < 0x7f; ++c) values.push_back(std::string("<") + c + ">");
    values.emplace_back("<\x7f>");
    std::vector<Row> rows;
    for (std::size_t i = 0; i < values.size(); ++i) rows.push_back({std::to_string(i), values[i]});
    write_rows(session.connection, rows);
    const auto result = session.execute("SELECT value FROM t ORDER BY n");
    REQUIRE(result.rows() == static_cast<int>(values.size()));
    for (int i = 0; i < result.rows(); ++i) {
        INFO("value " << i);
        CHECK(result.get(i, 0) == std::string_view(values[static_cast<std::size_t>(i)]));
    }
}

TEST_CASE("NULL and the empty text stay apart", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    write_rows(session.connection, {{"1", std::nullopt}, {"2", ""}, {"3", "\\N"}});
    const auto result = session.execute("SELECT value FROM t ORDER BY n");
    CHECK_FALSE(result.get(0, 0).has_value());
    CHECK(result.get(1, 0) == std::string_view());
    CHECK(result.get(2, 0) == std::string_view("\\N"));
}

TEST_CASE("the text of a row is the one of the manual", "[postgres]") {
    CHECK(copy_line(Row{"a", std::nullopt, "", "\\ \b\f\n\r\t\v"}) == "a\t\\N\t\t\\\\ \\b\\f\\n\\r\\t\\v\n");
    CHECK(copy_line(Row{}) == "\n");
}

TEST_CASE("many megabytes are streamed in bounded memory and arrive whole", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    auto copy = session.connection.copy_in("COPY t (n, value) FROM STDIN");
    const std::string value(1000, 'x');
    for (int i = 0; i < 50'000; ++i)
        copy.row(std::array<std::optional<std::string>, 2>{std::to_string(i), value});
    CHECK(copy.finish() == 50'000);
    CHECK(session.value("SELECT sum(length(value)) || ' ' || sum(n) FROM t") == "50000000 1249975000");
}

TEST_CASE("a COPY of nothing is a COPY of zero rows", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    write_rows(session.connection, {});
    CHECK(session.value("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a count that the server does not share is a bug", "[postgres]") {
    const Database database;
    Session session(database.url());
    session.execute("CREATE TABLE t (n int, value text)");
    // A trigger that drops rows is the way to a smaller count.
    session.execute(
        "CREATE FUNCTION drop_even() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN IF NEW.n % 2 = 0 THEN RETURN NULL; END IF; RETURN NEW; END'");
    session.execute("CREATE TRIGGER drop_even BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION drop_even()");
    auto copy = session.connection.copy_in("COPY t (n, value) FROM STDIN");
    for (const auto* n : {"1", "2", "3"}) copy.row(Row{n, "x"});
    CHECK_THROWS_WITH(copy.finish(), "postgres: COPY wrote 3 rows, the server counted 2");
    CHECK(session.value("SELECT 1") == "1");
}

TEST_CASE("a row that the server refuses fails the COPY and leaves the session usable", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    auto copy = session.connection.copy_in("COPY t (n, value) FROM STDIN");
    copy.row(Row{"1", "Maria Silva"});
    copy.row(Row{"2", "Maria Silva", "one too many"});
    try {
        copy.finish();
        FAIL("the server took a row of three values for two columns");
    } catch (const SqlError& error) {
        CHECK(error.sqlstate() == "22P04");
        CHECK(std::string(error.what()).find("Maria") == std::string::npos);
    }
    CHECK_THROWS_AS(copy.finish(), Error);
    CHECK(session.value("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a COPY into a table that does not exist fails at once", "[postgres]") {
    const Database database;
    Session session(database.url());
    CHECK_THROWS_AS(session.connection.copy_in("COPY nowhere FROM STDIN"), SqlError);
    CHECK_THROWS_AS(session.connection.copy_in("SELECT 1"), Error);
    CHECK(session.value("SELECT 1") == "1");
}

TEST_CASE("a COPY that is not finished leaves nothing, and the session usable", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    {
        auto copy = session.connection.copy_in("COPY t (n, value) FROM STDIN");
        for (int i = 0; i < 1000; ++i) copy.row(Row{"1", std::string(1000, 'x')});
    }
    CHECK(session.connection.is_alive());
    CHECK(session.value("SELECT count(*) FROM t") == "0");
}

TEST_CASE("a writer can be moved, and only the last owner ends the COPY", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    auto first = session.connection.copy_in("COPY t (n, value) FROM STDIN");
    first.row(Row{"1", "x"});
    auto second = std::move(first);
    second.row(Row{"2", "y"});
    CHECK(second.finish() == 2);
    CHECK(session.value("SELECT count(*) FROM t") == "2");
}

TEST_CASE("a value with a zero byte is refused before it is sent", "[postgres]") {
    const Database database;
    Session session(database.url());
    make_table(session);
    auto copy = session.connection.copy_in("COPY t (n, value) FROM STDIN");
    copy.row(Row{"1", "x"});
    CHECK_THROWS_AS(copy.row(Row{"2", std::string("a\0b", 3)}), Error);
    CHECK(copy.finish() == 1);
}

TEST_CASE("a stop during COPY closes the session and the rows are gone", "[postgres]") {
    const Database database;
    Session watcher(database.url());
    watcher.execute("CREATE TABLE kept (n int, value text)");
    Session session(database.url());
    {
        auto copy = session.connection.copy_in("COPY kept (n, value) FROM STDIN");
        copy.row(Row{"1", "x"});
        session.stop.request(SIGTERM);
        CHECK_THROWS_AS(copy.finish(), Interrupted);
    }
    CHECK_FALSE(session.connection.is_alive());
    CHECK(watcher.value("SELECT count(*) FROM kept") == "0");
}

TEST_CASE("a server that stops reading during COPY does not hold us beyond the deadline", "[postgres]") {
    const Database database;
    Session admin(database.admin_url());
    Session session(database.url(), 2s);
    make_table(session);
    const auto backend = static_cast<pid_t>(std::stoi(session.value("SELECT pg_backend_pid()")));
    const auto started = std::chrono::steady_clock::now();
    auto kind = ErrorKind::internal;
    {
        auto copy = session.connection.copy_in("COPY t (n, value) FROM STDIN");
        kill(backend, SIGSTOP);
        const Row row{"1", std::string(10'000, 'x')};
        try {
            for (int i = 0; i < 100'000; ++i) copy.row(row);
        } catch (const Error& error) {
            kind = error.kind();
        }
    }
    const auto took = std::chrono::steady_clock::now() - started;
    kill(backend, SIGCONT);
    CHECK(kind == ErrorKind::deadline);
    CHECK(took < 3s);
    CHECK_FALSE(session.connection.is_alive());
}
