// How a session comes about: settings, refusals, retries, TLS. What it does afterwards is in
// connection_test.cpp.
#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/secret.hpp"
#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "fake_pooler.hpp"
#include "postgres/connection.hpp"
#include "postgres/library.hpp"
#include "postgres/parameters.hpp"
#include "relay.hpp"

using namespace ciclo;
using namespace ciclo::postgres;
using namespace std::chrono_literals;
using test::Cluster;
using test::Database;
using test::error_of;
using test::Session;
using Clock = std::chrono::steady_clock;

namespace {

// One that also listens on TCP with passwords.
Cluster& tcp_cluster() {
    static Cluster cluster({.tcp = true, .fsync = false});
    return cluster;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

SqlError connect_error(const std::string& url, std::chrono::milliseconds connect_timeout = 2s) {
    auto options = test::options_for(url);
    options.connect_timeout = connect_timeout;
    return error_of<SqlError>([&] { Session session(options); });
}

std::string parameter(const Parameters& parameters, const std::string& keyword) {
    for (const auto& [key, value] : parameters) {
        if (key == keyword) return value;
    }
    return "";
}

std::string sslmode_for(const std::string& url) {
    return parameter(connect_parameters(test::options_for(url)), "sslmode");
}

// Sets a variable of the environment for the length of a test.
class Variable {
  public:
    Variable(const char* name, const char* value) : m_name(name) { setenv(name, value, 1); }
    ~Variable() { unsetenv(m_name); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    const char* m_name;
};

}  // namespace

TEST_CASE("a session has the settings that every stage relies on", "[postgres]") {
    const Database database;
    Session session(database.url());
    CHECK(session.value("SHOW client_encoding") == "UTF8");
    CHECK(session.value("SHOW timezone") == "UTC");
    CHECK(session.value("SHOW datestyle") == "ISO, YMD");
    CHECK(session.value("SHOW intervalstyle") == "iso_8601");
    CHECK(session.value("SHOW statement_timeout") == "5min");
    CHECK(session.value("SHOW lock_timeout") == "15s");
    CHECK(session.value("SHOW idle_in_transaction_session_timeout") == "1min");
    CHECK(session.value("SHOW client_connection_check_interval") == "1s");
    CHECK(session.value("SHOW jit") == "off");
    CHECK(session.value("SHOW application_name") == "ciclo");
    CHECK(session.connection.server_version() >= 120000);
    CHECK(session.connection.is_alive());
    CHECK(session.connection.describe() ==
          fmt::format("ciclo@{}/{}", database.cluster().directory().string(), database.name()));
}

TEST_CASE("an application_name in the URL wins over ours", "[postgres]") {
    const Database database;
    Session session(database.url() + "?application_name=night%20run");
    CHECK(session.value("SHOW application_name") == "night run");
}

TEST_CASE("a stop during the connection attempt ends it", "[postgres]") {
    // The kernel accepts for a listener that never answers.
    const test::SilentListener listener;
    StopFlag stop;
    const Limits limits(stop, 1min);
    const Log log([](std::string_view) {});
    const auto options = test::options_for(fmt::format("postgresql://u@127.0.0.1:{}/x", listener.port()));
    std::thread signal([&] {
        std::this_thread::sleep_for(200ms);
        stop.request(SIGINT);
    });
    const auto started = Clock::now();
    CHECK_THROWS_AS(Connection(options, limits, log), Interrupted);
    CHECK(Clock::now() - started < 1200ms);
    signal.join();
}

TEST_CASE("a wrong password is an auth error, is not retried and is not shown", "[postgres]") {
    const Database database(tcp_cluster());
    const auto url = replaced(database.tcp_url(), tcp_cluster().password(), "wrong-password-1");
    const auto started = Clock::now();
    const auto error = connect_error(url, 10s);
    CHECK(Clock::now() - started < 3s);
    CHECK(error.kind() == ErrorKind::auth);
    CHECK(error.sqlstate() == "28P01");
    CHECK(std::string(error.what()) ==
          fmt::format(
              "postgres: cannot connect to ciclo@127.0.0.1:{}/{}: the password was refused (SQLSTATE 28P01)",
              database.cluster().port(), database.name()));
    CHECK_FALSE(error.hint().empty());
    // A text that names it anywhere else is blanked as well.
    CHECK(redact("wrong-password-1").find("wrong") == std::string::npos);
}

TEST_CASE("no password where one is asked for is an auth error at once, and says where to write it",
          "[postgres]") {
    const Database database(tcp_cluster());
    const auto url = replaced(database.tcp_url(), ":" + tcp_cluster().password() + "@", "@");
    const auto started = Clock::now();
    const auto error = connect_error(url, 10s);
    CHECK(Clock::now() - started < 3s);
    CHECK(error.kind() == ErrorKind::auth);
    CHECK(exit_code_of(error) == ExitCode::auth_refused);
    CHECK(error.hint().english().find("PGPASSFILE") != std::string::npos);
}

TEST_CASE("a server that is not verified does not get the password by asking for it, where libpq knows how",
          "[postgres]") {
    const auto method =
        parameter(connect_parameters(test::options_for("postgresql://u@example.com/x")), "require_auth");
    CHECK(method == (std::stoi(library_version().substr(6)) >= 16 ? "!password" : ""));
    CHECK(parameter(authentication(150'000), "require_auth").empty());
    CHECK(parameter(authentication(159'999), "require_auth").empty());
    CHECK(parameter(authentication(160'000), "require_auth") == "!password");
    CHECK(parameter(authentication(180'001), "require_auth") == "!password");
    const Variable chosen("PGREQUIREAUTH", "password");
    CHECK(parameter(authentication(160'000), "require_auth").empty());
}

TEST_CASE("a password is bound to the TLS channel where the server can, unless somebody chose otherwise",
          "[postgres]") {
    CHECK(parameter(authentication(150'000), "channel_binding") == "prefer");
    const auto url = test::options_for("postgresql://u@example.com/x?channel_binding=require");
    const auto parameters = connect_parameters(url);
    const auto place = [&](const std::string& key) {
        return std::find_if(parameters.begin(), parameters.end(),
                            [&](const auto& it) { return it.first == key; });
    };
    // The URL stands behind it, and the later one wins.
    CHECK(place("channel_binding") < place("dbname"));
    const Variable chosen("PGCHANNELBINDING", "disable");
    CHECK(parameter(authentication(180'000), "channel_binding").empty());
}

TEST_CASE("the right password opens a session through TCP", "[postgres]") {
    const Database database(tcp_cluster());
    Session session(database.tcp_url());
    CHECK(session.value("SELECT current_user") == "ciclo");
    CHECK(session.value("SHOW tcp_keepalives_idle") == "30");
    CHECK(redact("x" + tcp_cluster().password() + "y") == "x***y");
}

TEST_CASE("an unknown role is a matter of authority", "[postgres]") {
    const Database database;
    const auto error = connect_error(database.cluster().socket_url(database.name(), "nobody_here"));
    CHECK(error.kind() == ErrorKind::auth);
    CHECK(error.sqlstate() == "28000");
}

TEST_CASE("an unknown database is a matter of configuration", "[postgres]") {
    const auto error = connect_error(Cluster::shared().socket_url("not_there", "ciclo"));
    CHECK(error.kind() == ErrorKind::config);
    CHECK(error.sqlstate() == "3D000");
    CHECK_FALSE(error.hint().empty());
}

TEST_CASE("a URL that is none is a matter of configuration and is not repeated", "[postgres]") {
    for (const std::string url :
         {"s3cretword", "postgresql://u:s3cretword@h:port:x/db%zz", "postgresql://h/db?pgbouncer=true",
          "postgresql://u:s3cretword@127.0.0.1:99999/db", "postgresql://127.0.0.1/db?sslmode=maybe"}) {
        INFO(url);
        const auto error = error_of<Error>([&] { Session session(url); });
        CHECK(error.kind() == ErrorKind::config);
        CHECK(std::string(error.what()).find("s3cretword") == std::string::npos);
    }
}

TEST_CASE("a server that is not there is unavailable within the connect timeout", "[postgres]") {
    const auto url =
        GENERATE(as<std::string>{}, "postgresql://u@127.0.0.1:1/db", "postgresql://u@%2Fnonexistent/db");
    const auto started = Clock::now();
    const auto error = connect_error(url, 1500ms);
    const auto took = Clock::now() - started;
    CHECK(error.kind() == ErrorKind::database_unavailable);
    CHECK(error.sqlstate().empty());
    // It was retried, and not for longer than allowed.
    CHECK(took > 500ms);
    CHECK(took < 5s);
}

TEST_CASE("a server that accepts and never answers is unavailable after the connect timeout", "[postgres]") {
    const test::SilentListener listener;
    const auto started = Clock::now();
    const auto error = connect_error(fmt::format("postgresql://u@127.0.0.1:{}/x", listener.port()), 700ms);
    const auto took = Clock::now() - started;
    CHECK(error.kind() == ErrorKind::database_unavailable);
    CHECK(std::string(error.what()).find("no answer in time") != std::string::npos);
    // What is left is cut to whole milliseconds.
    CHECK(took >= 699ms);
    CHECK(took < 5s);
}

TEST_CASE("a server that comes back during the connect timeout is reached", "[postgres]") {
    const Database database(tcp_cluster());
    tcp_cluster().stop();
    std::thread starter([] {
        std::this_thread::sleep_for(500ms);
        tcp_cluster().start();
    });
    auto options = test::options_for(database.tcp_url());
    options.connect_timeout = 20s;
    std::string answer;
    std::string failure;
    try {
        Session session(options);
        answer = session.value("SELECT 'back'");
    } catch (const Error& error) {
        failure = error.what();
    }
    starter.join();
    CHECK(failure.empty());
    CHECK(answer == "back");
}

TEST_CASE("a session on a read-only server is refused", "[postgres]") {
    const Database database;
    Session admin(database.admin_url());
    admin.execute("ALTER ROLE ciclo IN DATABASE " + database.name() +
                  " SET default_transaction_read_only = on");
    const auto error = connect_error(database.url(), 500ms);
    CHECK(error.kind() == ErrorKind::database_unavailable);
    CHECK(std::string(error.what()).find("read-only") != std::string::npos);
}

TEST_CASE("a connection pooler is refused with the remedy", "[postgres]") {
    const Database database;
    const auto& cluster = database.cluster();
    const test::Relay relay(cluster.directory() / fmt::format(".s.PGSQL.{}", cluster.port()),
                            test::RelayFault::other_backend_pid);
    const auto url =
        fmt::format("postgresql://ciclo@127.0.0.1:{}/{}?sslmode=disable", relay.port(), database.name());
    const auto error = error_of<Error>([&] { Session session(url); });
    CHECK(error.kind() == ErrorKind::config);
    CHECK(std::string(error.what()).find("pooler") != std::string::npos);
    CHECK(error.hint().english().find("direct connection string") != std::string::npos);
}

TEST_CASE("a pooler that pools sessions is as good as the server itself", "[postgres]") {
    const Database database;
    const auto& cluster = database.cluster();
    const test::FakePooler pooler(cluster.directory() / fmt::format(".s.PGSQL.{}", cluster.port()),
                                  test::Pooling::session);
    Session session(
        fmt::format("postgresql://ciclo@127.0.0.1:{}/{}?sslmode=disable", pooler.port(), database.name()));
    session.execute("CREATE TEMP TABLE kept (x int)");
    CHECK(session.value("SELECT count(*) FROM kept") == "0");
    // Who knows whose process that number is by then?
    CHECK_FALSE(session.connection.server_process());
}

TEST_CASE("a pooler that may change the server between two transactions is refused", "[postgres]") {
    const auto pooling =
        GENERATE(test::Pooling::transaction, test::Pooling::in_turn, test::Pooling::statement);
    const Database database;
    const auto& cluster = database.cluster();
    const test::FakePooler pooler(cluster.directory() / fmt::format(".s.PGSQL.{}", cluster.port()), pooling);
    const auto url =
        fmt::format("postgresql://ciclo@127.0.0.1:{}/{}?sslmode=disable", pooler.port(), database.name());
    const auto error = error_of<Error>([&] { Session session(url); });
    CHECK(error.kind() == ErrorKind::config);
    CHECK(std::string(error.what()).find("pooler") != std::string::npos);
    CHECK(error.hint().english().find("a pooler that pools sessions") != std::string::npos);
}

TEST_CASE("TLS that the server does not offer is a matter of configuration", "[postgres]") {
    const Database database(tcp_cluster());
    const auto error = connect_error(database.tcp_url() + "?sslmode=require", 10s);
    CHECK(error.kind() == ErrorKind::config);
}

TEST_CASE("outside this machine TLS is required unless sslmode says otherwise", "[postgres]") {
    CHECK(sslmode_for("postgresql://u:some-password@db.example.com/x") == "require");
    CHECK(sslmode_for("postgresql://u@localhost,db.example.com/x") == "require");
    CHECK(sslmode_for("host=localhost hostaddr=10.1.2.3 dbname=x") == "require");
    CHECK(sslmode_for("postgresql://u@127.evil.example.com/x") == "require");
    CHECK(sslmode_for("postgresql://u@localhost/x").empty());
    CHECK(sslmode_for("postgresql://u@127.0.0.1,[::1]/x").empty());
    CHECK(sslmode_for("postgresql://u@%2Frun%2Fpostgresql/x").empty());
    CHECK(sslmode_for("postgresql:///x").empty());
    CHECK(sslmode_for("postgresql://db.example.com/x?sslmode=verify-full").empty());
    CHECK(sslmode_for("postgresql://db.example.com/x?service=main").empty());
}

TEST_CASE("libpq's own variables count for the TLS rule", "[postgres]") {
    const Variable host("PGHOST", "db.example.com");
    CHECK(sslmode_for("") == "require");
    CHECK(sslmode_for("postgresql://localhost/x").empty());
    const Variable mode("PGSSLMODE", "disable");
    CHECK(sslmode_for("").empty());
    CHECK(sslmode_for("postgresql://db.example.com/x").empty());
}

TEST_CASE("a name server is asked for names alone", "[postgres]") {
    const auto names = [](const std::string& url) { return names_to_resolve(test::options_for(url)); };
    CHECK(names("postgresql://u@db.example.com/x") == "db.example.com");
    CHECK(names("postgresql://u@localhost/x") == "localhost");
    CHECK(names("postgresql://u@db.example.com:1,127.0.0.1,other/x") == "db.example.com, other");
    for (const auto* url :
         {"postgresql://u@127.0.0.1/x", "postgresql://u@[::1]:5433/x", "postgresql://u@[fe80::1%25lo]/x",
          "postgresql://u@%2Fvar%2Frun/x", "host=@abstract", "postgresql:///x",
          // The name is for the certificate alone.
          "postgresql://u@db.example.com/x?hostaddr=127.0.0.1&sslmode=verify-full"}) {
        CAPTURE(url);
        CHECK(names(url).empty());
    }
    CHECK(names("host=one,two hostaddr=,127.0.0.1") == "one");
    CHECK(names("service=cargo") == "those of service cargo");
    const Variable host("PGHOST", "of-the-environment");
    CHECK(names("postgresql:///x") == "of-the-environment");
    CHECK(names("postgresql://u@127.0.0.1/x").empty());
}

TEST_CASE("the passwords of URL and environment are secrets", "[postgres]") {
    const Variable password("PGPASSWORD", "from-environment");
    connect_parameters(test::options_for("postgresql://u:from%2Furl%40x@localhost/x"));
    CHECK(redact("a from/url@x b") == "a *** b");
    CHECK(redact("a from%2Furl%40x b") == "a *** b");
    CHECK(redact("a from-environment b") == "a *** b");
}
