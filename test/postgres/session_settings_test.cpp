// A session has the settings that its statements depend on, whatever its role or database has for sessions.
#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "cluster/cluster.hpp"
#include "cluster/session.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;

namespace {

struct Setting {
    const char* name;
    const char* hostile;
    const char* ours;
};

constexpr Setting k_settings[] = {
    {"array_nulls", "off", "on"},
    {"bytea_output", "escape", "hex"},
    {"client_encoding", "LATIN1", "UTF8"},
    {"datestyle", "SQL, DMY", "ISO, YMD"},
    {"default_transaction_isolation", "serializable", "read committed"},
    {"exit_on_error", "on", "off"},
    {"extra_float_digits", "-15", "1"},
    {"idle_in_transaction_session_timeout", "7s", "1min"},
    {"idle_session_timeout", "7s", "0"},
    {"intervalstyle", "sql_standard", "iso_8601"},
    {"jit", "on", "off"},
    {"lock_timeout", "7s", "15s"},
    {"quote_all_identifiers", "on", "off"},
    {"row_security", "on", "off"},
    {"standard_conforming_strings", "off", "on"},
    {"statement_timeout", "7s", "5min"},
    {"timezone", "Asia/Kolkata", "UTC"},
    {"transform_null_equals", "on", "off"},
    {"vacuum_cost_delay", "100", "0"},
    {"default_statistics_target", "1", "30"},
};

}  // namespace

TEST_CASE("a session sets every setting that its statements depend on", "[postgres]") {
    const Database database;
    {
        Session owner(database.url());
        for (const auto& setting : k_settings)
            owner.connection.execute_script(fmt::format(
                "ALTER ROLE ciclo IN DATABASE {} SET {} = {}", database.name(), setting.name, [&] {
                    const std::string value = setting.hostile;
                    return value.find(',') == value.npos ? "'" + value + "'" : value;
                }()));
    }
    Session session(database.url());
    for (const auto& setting : k_settings) {
        INFO(setting.name);
        CHECK(session.value("SELECT current_setting($1)", {setting.name}) == setting.ours);
    }
}

TEST_CASE("rows that a policy hides from the role are an error, not fewer rows", "[postgres]") {
    const Database database;
    Session owner(database.url());
    owner.connection.execute_script(
        "CREATE TABLE t AS SELECT generate_series(1, 30) AS a; ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
        "ALTER TABLE t FORCE ROW LEVEL SECURITY; CREATE POLICY half ON t USING (a > 15)");
    const auto error = error_of<postgres::SqlError>([&] { owner.execute("SELECT count(*) FROM t"); });
    CHECK(error.kind() == ErrorKind::auth);
    CHECK_THAT(error.what(), Contains("row-level security policy for table \"t\""));
    CHECK_THAT(error.hint().english(), Contains("BYPASSRLS"));
}
