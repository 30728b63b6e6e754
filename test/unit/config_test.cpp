#include "config/config.hpp"

#include <fmt/core.h>

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <set>

#include "config/option_table.hpp"
#include "config_support.hpp"

using namespace ciclo;
using namespace ciclo::config;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;

TEST_CASE("the connections alone are a complete configuration, with the documented defaults") {
    const auto config = load(complete(), {});
    CHECK(config.odoo_url == "https://erp.example.com");
    CHECK(config.odoo_db == "erp");
    CHECK(config.odoo_username == "robot@example.com");
    CHECK(config.odoo_api_key.reveal() == "marker-api-key");
    CHECK(config.database_url.reveal() == "postgres://ciclo:marker-db-password@db.example.com/app");
    CHECK(config.window == 40min);
    CHECK(config.status_window == 26h);
    CHECK(config.overlap == 10min);
    CHECK(config.lock_wait == 30s);
    CHECK(config.deadline == 20min);
    CHECK_FALSE(config.since);
    CHECK_FALSE(config.full);
    CHECK_FALSE(config.dry_run);
    CHECK_FALSE(config.detailed_exitcode);
    CHECK(config.metrics_file.empty());
    CHECK(config.ping_url.empty());
}

TEST_CASE("the defaults that help and manuals show are those of the struct") {
    const std::set<std::string_view> described{"the application's three",
                                               "the horizon",
                                               "the system's",
                                               "LC_ALL or LANG",
                                               "none",
                                               "all of them",
                                               ""};
    Config shown;
    for (auto& number : {&shown.odoo_concurrency, &shown.page_size, &shown.fuse_rows, &shown.fuse_percent,
                         &shown.absent_fuse_pedidos, &shown.absent_fuse_percent, &shown.journal_days}) {
        *number = -1;
    }
    for (auto* time :
         {&shown.window, &shown.status_window, &shown.overlap, &shown.max_catch_up, &shown.horizon}) {
        *time = -1min;
    }
    shown.deadline = shown.lock_wait = -1s;
    shown.pedido_prefixes.clear();
    shown.tipos_pedido.clear();
    shown.time_zone.clear();
    shown.removal = Removal::delete_rows;
    shown.split_lots = SplitLots::reduce;
    shown.full = shown.dry_run = shown.detailed_exitcode = shown.allow_http = shown.allow_mass_removal = true;
    for (const auto& row : option_table()) {
        if (described.count(row.default_text) == 0) row.set(shown, row.default_text);
    }
    const Config real;
    CHECK(shown.window == real.window);
    CHECK(shown.status_window == real.status_window);
    CHECK(shown.overlap == real.overlap);
    CHECK(shown.max_catch_up == real.max_catch_up);
    CHECK(shown.horizon == real.horizon);
    CHECK(shown.deadline == real.deadline);
    CHECK(shown.lock_wait == real.lock_wait);
    CHECK(shown.full == real.full);
    CHECK(shown.dry_run == real.dry_run);
    CHECK(shown.detailed_exitcode == real.detailed_exitcode);
    CHECK(shown.allow_http == real.allow_http);
    CHECK(shown.allow_mass_removal == real.allow_mass_removal);
    CHECK(shown.pedido_prefixes == real.pedido_prefixes);
    CHECK(shown.tipos_pedido == real.tipos_pedido);
    CHECK(shown.time_zone == real.time_zone);
    CHECK(shown.odoo_concurrency == real.odoo_concurrency);
    CHECK(shown.page_size == real.page_size);
    CHECK(shown.fuse_rows == real.fuse_rows);
    CHECK(shown.fuse_percent == real.fuse_percent);
    CHECK(shown.absent_fuse_pedidos == real.absent_fuse_pedidos);
    CHECK(shown.absent_fuse_percent == real.absent_fuse_percent);
    CHECK(shown.integrity == real.integrity);
    CHECK(shown.removal == real.removal);
    CHECK(shown.split_lots == real.split_lots);
    CHECK(shown.journal_days == real.journal_days);
    CHECK(shown.log_level == real.log_level);
    CHECK(shown.output == real.output);
    CHECK(shown.log_format == real.log_format);
}

TEST_CASE("each setting has one row, and a flag's variable is its name in capitals") {
    std::set<std::string_view> variables;
    for (const auto& row : option_table()) {
        CAPTURE(row.variable);
        CHECK(variables.insert(row.variable).second);
        CHECK_FALSE(row.help.empty());
        CHECK(row.set != nullptr);
        CHECK((row.flag.empty() || !row.required));
        CHECK((row.flag.empty() || !row.is_secret));
        CHECK((row.required || !row.flag.empty() || row.variable == "CICLO_PING_URL"));
        if (row.flag.empty()) continue;
        std::string name = "CICLO_";
        for (const char c : row.flag) name += c == '-' ? '_' : static_cast<char>(std::toupper(c));
        CHECK(row.variable == name);
        CHECK_FALSE(row.default_text.empty());
        CHECK(find_flag(row.flag) == &row);
    }
    CHECK(find_flag("") == nullptr);
    CHECK(find_flag("nothing") == nullptr);
}

TEST_CASE("every setting reaches its place in the struct") {
    const TemporaryFile ca("x");
    const auto config =
        load(complete(), {{"window", "1h"},
                          {"status-window", "2d"},
                          {"overlap", "0"},
                          {"max-catch-up", "3d"},
                          {"horizon", "4d"},
                          {"since", "2026-01-31"},
                          {"full", "true"},
                          {"pedido", "VCD1, \"VCD 2\", VCD1"},
                          {"nf", " 138201 ,'138202'"},
                          {"pedidos-since", "2025-01-31"},
                          {"dry-run", "true"},
                          {"detailed-exitcode", "true"},
                          {"ok-codes", "14, 75"},
                          {"pedido-prefixes", "ABC, D9"},
                          {"tipos-pedido", "venda,venda_futura,venda-2"},
                          {"excluded-companies", "3,17"},
                          {"no-stock-products", "208000012, P 7"},
                          {"time-zone", "Etc/GMT+3"},
                          {"fields", "res.partner.agendamento=x_agenda,sale.order.line.qty_saldo=x_s"},
                          {"odoo-ca-file", ca.path()},
                          {"allow-http", "yes"},
                          {"odoo-concurrency", "8"},
                          {"page-size", "50"},
                          {"deadline", "90s"},
                          {"lock-wait", "90s"},
                          {"removal", "delete"},
                          {"split-lots", "reduce"},
                          {"refresh-views", "mv_a, mv_b"},
                          {"allow-mass-removal", "on"},
                          {"fuse-rows", "0"},
                          {"fuse-percent", "100"},
                          {"absent-fuse-pedidos", "7"},
                          {"absent-fuse-percent", "0"},
                          {"integrity", "warn"},
                          {"journal-days", "1"},
                          {"metrics-file", "/var/lib/x/ciclo.prom"},
                          {"output", "json"},
                          {"log-format", "json"},
                          {"quiet", "1"}});
    CHECK(config.window == 1h);
    CHECK(config.status_window == 48h);
    CHECK(config.overlap == 0min);
    CHECK(config.max_catch_up == 72h);
    CHECK(config.horizon == 96h);
    REQUIRE(config.since);
    CHECK(to_odoo(*config.since) == "2026-01-31 00:00:00");
    CHECK(config.full);
    CHECK(config.pedidos == std::vector<std::string>{"VCD1", "VCD 2"});
    CHECK(config.nfs == std::vector<std::string>{"138201", "138202"});
    REQUIRE(config.pedidos_since);
    CHECK(to_odoo(*config.pedidos_since) == "2025-01-31 00:00:00");
    CHECK(config.dry_run);
    CHECK(config.detailed_exitcode);
    CHECK(config.ok_codes == std::vector{ExitCode::done_with_rejects, ExitCode::already_running});
    CHECK(config.pedido_prefixes == std::vector<std::string>{"ABC", "D9"});
    CHECK(config.tipos_pedido == std::vector<std::string>{"venda", "venda_futura", "venda-2"});
    CHECK(config.excluded_companies == std::vector<std::int64_t>{3, 17});
    CHECK(config.no_stock_products == std::vector<std::string>{"208000012", "P 7"});
    CHECK(config.time_zone == "Etc/GMT+3");
    CHECK(config.fields == std::map<std::string, std::string>{{"res.partner.agendamento", "x_agenda"},
                                                              {"sale.order.line.qty_saldo", "x_s"}});
    CHECK(config.odoo_ca_file == ca.path());
    CHECK(config.allow_http);
    CHECK(config.odoo_concurrency == 8);
    CHECK(config.page_size == 50);
    CHECK(config.deadline == 90s);
    CHECK(config.lock_wait == 90s);
    CHECK(config.removal == Removal::delete_rows);
    CHECK(config.split_lots == SplitLots::reduce);
    CHECK(config.refresh_views == std::vector<std::string>{"mv_a", "mv_b"});
    CHECK(config.allow_mass_removal);
    CHECK(config.fuse_rows == 0);
    CHECK(config.fuse_percent == 100);
    CHECK(config.absent_fuse_pedidos == 7);
    CHECK(config.absent_fuse_percent == 0);
    CHECK(config.integrity == Integrity::warn);
    CHECK(config.journal_days == 1);
    CHECK(config.metrics_file == "/var/lib/x/ciclo.prom");
    CHECK(config.output == Output::json);
    CHECK(config.log_format == LogFormat::json);
    CHECK(config.log_level == LogLevel::error);
}

TEST_CASE("a flag wins over its variable, that over its older name, that over the default") {
    auto environment = with(complete(), "JANELA_MINUTOS", "15");
    CHECK(load(environment, {}).window == 15min);
    environment["CICLO_WINDOW"] = "50m";
    CHECK(load(environment, {}).window == 50min);
    CHECK(load(environment, {{"window", "3h"}}).window == 3h);
    CHECK(load(with(complete(), "STATUS_MINUTOS", "1560"), {}).status_window == 26h);
}

TEST_CASE("a wrong variable does no harm where a flag wins over it") {
    CHECK(load(with(complete(), "CICLO_WINDOW", "soon"), {{"window", "3h"}}).window == 3h);
}

TEST_CASE("a flag about the log's level wins over the contrary variable") {
    CHECK(load(with(complete(), "CICLO_VERBOSE", "1"), {{"quiet", "true"}}).log_level == LogLevel::error);
    CHECK(load(with(complete(), "CICLO_QUIET", "1"), {{"verbose", "true"}}).log_level == LogLevel::debug);
    CHECK(load(with(complete(), "CICLO_QUIET", "1"), {{"quiet", "no"}}).log_level == LogLevel::info);
}

TEST_CASE("a switch says no as well as yes, in any case, and nothing else") {
    for (const auto* text : {"1", "true", "YES", "On"})
        CHECK(load(with(complete(), "CICLO_FULL", text), {}).full);
    for (const auto* text : {"0", "False", "no", "OFF"}) {
        CHECK_FALSE(load(with(complete(), "CICLO_FULL", text), {}).full);
    }
    CHECK_THAT(fault(with(complete(), "CICLO_FULL", "maybe")), Contains("CICLO_FULL (environment): 'maybe'"));
}

TEST_CASE("an empty variable counts as absent") {
    CHECK(load(with(complete(), "CICLO_WINDOW", ""), {}).window == 40min);
    CHECK_THAT(fault(with(complete(), "ODOO_DB", "")), Contains("ODOO_DB (environment): is missing"));
    CHECK_THAT(fault(with(complete(), "ODOO_API_KEY", "")),
               Contains("ODOO_API_KEY (environment): is missing"));
    CHECK(load(with(complete(), "ODOO_API_KEY_FILE", ""), {}).odoo_api_key.reveal() == "marker-api-key");
}

TEST_CASE("all faults are reported at once, one a line, each with its name and its place") {
    const auto lines = faults({{"CICLO_WINDOW", "soon"}, {"STATUS_MINUTOS", "0"}, {"ODOO_URL", "ftp://x"}},
                              {{"page-size", "7"}, {"fuse-percent", "101"}});
    const std::vector<std::string> beginnings{
        "CICLO_WINDOW (environment): 'soon' is not a duration",
        "STATUS_MINUTOS (environment): '0' is zero",
        "DATABASE_URL (environment): is missing",
        "ODOO_URL (environment): 'ftp://x' does not begin with",
        "ODOO_DB (environment): is missing",
        "ODOO_USERNAME (environment): is missing",
        "ODOO_API_KEY (environment): is missing",
        "--page-size (command line): '7' is out of range; expected a whole number from 50 to 10000",
        "--fuse-percent (command line): '101' is out of range; expected a whole number from 0 to 100",
    };
    REQUIRE(lines.size() == beginnings.size());
    for (std::size_t i = 0; i < lines.size(); ++i)
        CHECK_THAT(lines[i], Catch::Matchers::StartsWith(beginnings[i]));
}

TEST_CASE("--ok-codes takes codes that a run can end with") {
    CHECK(load(complete(), {}).ok_codes.empty());
    for (const auto* wrong : {"0", "1", "14;75", "ok", "99", "-14"})
        CHECK_THAT(fault(complete(), {{"ok-codes", wrong}}), Contains("--ok-codes"));
    CHECK(load(complete(), {{"ok-codes", "done_with_rejects"}}).ok_codes ==
          std::vector{ExitCode::done_with_rejects});
    CHECK_THAT(fault(complete(), {{"ok-codes", "foo"}}), Contains("holds 'foo', which no run ends with"));
}

TEST_CASE("--detailed-exitcode needs --dry-run, whether either is a flag or a variable") {
    const auto alone = with(complete(), "CICLO_DETAILED_EXITCODE", "1");
    CHECK_THAT(fault(alone), Contains("--detailed-exitcode") && Contains("--dry-run"));
    CHECK_THAT(fault(complete(), {{"detailed-exitcode", "true"}}), Contains("CICLO_DRY_RUN"));
    CHECK_THAT(fault(alone, {{"dry-run", "off"}}), Contains("--dry-run"));
    CHECK(load(alone, {{"dry-run", "true"}}).detailed_exitcode);
    CHECK(load(with(alone, "CICLO_DRY_RUN", "yes"), {}).dry_run);
    CHECK_FALSE(load(alone, {{"detailed-exitcode", "off"}}).detailed_exitcode);
    // A command that leaves Odoo alone does not look at either.
    CHECK(faults(alone, {}, Scope::schema).empty());
}

TEST_CASE("a value with line breaks still makes one line") {
    CHECK_THAT(fault(complete(), {{"window", "4\n0\x1b[31m"}}), Contains("'4'"));
    CHECK_THAT(fault(complete(), {{"window", "4\x1b[31m"}}), Contains(R"('4\u001b[31m')"));
}

TEST_CASE("numbers, lists, dates, zones and formats outside their form are refused") {
    const auto [flag, text] = GENERATE(table<std::string, std::string>({
        {"odoo-concurrency", "0"},
        {"odoo-concurrency", "9"},
        {"odoo-concurrency", "two"},
        {"odoo-concurrency", ""},
        {"page-size", "49"},
        {"page-size", "10001"},
        {"page-size", "2000 "},
        {"page-size", "99999999999999999999"},
        {"fuse-rows", "-1"},
        {"journal-days", "0"},
        {"window", ""},
        {"window", "90s"},
        {"deadline", "0"},
        {"deadline", "0s"},
        {"lock-wait", "-1s"},
        {"pedido-prefixes", ""},
        {"pedido-prefixes", "VCD,,VSC"},
        {"pedido-prefixes", "VCD,V%"},
        {"pedido-prefixes", "V_D"},
        {"tipos-pedido", "venda;bonificacao"},
        {"excluded-companies", "1,x"},
        {"excluded-companies", "0"},
        {"excluded-companies", "1,"},
        {"time-zone", "America/São_Paulo"},
        {"time-zone", "UTC'; drop"},
        {"time-zone", ""},
        {"since", "31/01/2026"},
        {"since", "2026-02-30"},
        {"since", "2026-1-31"},
        {"since", "2026-01-31 10:00:00"},
        {"since", "2199-01-01"},
        {"fields", "agendamento=x"},
        {"fields", "res.partner.agendamento"},
        {"fields", "res.partner.agendamento="},
        {"fields", "res..agendamento=x"},
        {"fields", "res.partner.=x"},
        {"fields", "res.partner.a=x.y"},
        {"fields", "res.partner.a=x,res.partner.a=y"},
        {"odoo-ca-file", "/nonexistent/ca.pem"},
        {"output", "JSON"},
        {"log-format", "xml"},
        {"pedido", ""},
        {"pedido", "VCD1,,VCD2"},
        {"nf", "138201,''"},
        {"nf", "1\t2"},
        {"pedidos-since", "2025-13-01"},
        {"integrity", "ignore"},
        {"removal", "Delete"},
        {"removal", ""},
        {"split-lots", "Reduce"},
        {"split-lots", ""},
        {"metrics-file", ""},
        {"metrics-file", "/var/lib/x/ciclo.txt"},
        {"metrics-file", "/var/lib/x/a\nb.prom"},
    }));
    CHECK_THAT(fault(complete(), {{flag, text}}), Contains("--" + flag + " (command line): "));
}

TEST_CASE("a list says a thing once however often it is written") {
    CHECK(load(complete(), {{"pedido-prefixes", "VCD,VCD"}}).pedido_prefixes ==
          std::vector<std::string>{"VCD"});
    CHECK(load(with(complete(), "CICLO_EXCLUDED_COMPANIES", "3"), {{"excluded-companies", ""}})
              .excluded_companies.empty());
}

TEST_CASE("a command that only needs the database looks at no setting of Odoo") {
    const Environment environment{
        {"DATABASE_URL", "postgres://h/d"}, {"ODOO_URL", "nonsense"}, {"CICLO_WINDOW", "x"}};
    CHECK(faults(environment, {}, Scope::schema).empty());
    CHECK(faults({}, {}, Scope::schema).size() == 1);
    CHECK(load(environment, {{"lock-wait", "0"}}, Scope::schema).lock_wait == 0s);
}

TEST_CASE(
    "callers that go on with the rest get each setting with its place, and each fault with its variable") {
    const TemporaryFile key("marker-api-key-of-file\n");
    auto environment = without(with(complete(), "ODOO_API_KEY_FILE", key.path()), "ODOO_API_KEY");
    environment["CICLO_WINDOW"] = "soon";
    environment["STATUS_MINUTOS"] = "90";
    environment.erase("ODOO_DB");
    const auto settings = read(environment, {{"page-size", "70"}});
    CHECK(settings.config.page_size == 70);
    CHECK(settings.config.window == std::chrono::minutes{40});
    CHECK(settings.config.odoo_url == "https://erp.example.com");
    std::string given;
    for (const auto& one : settings.given) {
        given += fmt::format("{}: {} {} '{}' {}\n", one.variable, one.name, name_of(one.place), one.value,
                             one.length);
    }
    CHECK(given == fmt::format("CICLO_STATUS_WINDOW: STATUS_MINUTOS environment '90' 2\n"
                               "DATABASE_URL: DATABASE_URL environment '' 54\n"
                               "ODOO_URL: ODOO_URL environment 'https://erp.example.com/' 24\n"
                               "ODOO_USERNAME: ODOO_USERNAME environment 'robot@example.com' 17\n"
                               "ODOO_API_KEY: ODOO_API_KEY_FILE file '{}' '' 22\n"
                               "CICLO_PAGE_SIZE: --page-size command line '70' 2\n",
                               key.path()));
    REQUIRE(settings.faults.size() == 2);
    CHECK(settings.faults[0].variable == "CICLO_WINDOW");
    CHECK(settings.faults[1].variable == "ODOO_DB");
    CHECK_THAT(settings.faults[1].text, Contains("ODOO_DB (environment): is missing"));
}

TEST_CASE("a pipe or a directory behind a file of secrets or authorities is refused at once") {
    const TemporaryFile place("x");
    const auto pipe = place.path() + ".pipe";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    for (const auto& path : {pipe, std::string("/tmp"), std::string("/dev/zero")}) {
        const auto secret = faults(without(with(complete(), "ODOO_API_KEY_FILE", path), "ODOO_API_KEY"), {});
        REQUIRE(secret.size() == 1);
        CHECK_THAT(secret.front(), Contains("cannot be read (not a regular file)"));
        const auto authorities = faults(with(complete(), "CICLO_ODOO_CA_FILE", path), {});
        REQUIRE(authorities.size() == 1);
        CHECK_THAT(authorities.front(), Contains("cannot be read (not a regular file)"));
    }
    unlink(pipe.c_str());
}

TEST_CASE("a byte order mark at the head of a secret is named, and a file that everybody may read noted") {
    const auto environment = [&](const TemporaryFile& file) {
        return without(with(complete(), "ODOO_API_KEY_FILE", file.path()), "ODOO_API_KEY");
    };
    const TemporaryFile marked("\xEF\xBB\xBFmarker-api-key\n");
    const auto found = faults(environment(marked), {});
    REQUIRE(found.size() == 1);
    CHECK_THAT(found.front(), Contains("byte order mark"));
    const TemporaryFile plain("marker-api-key\n");
    chmod(plain.path().c_str(), 0644);
    CHECK(read(environment(plain), {}).open_files == std::vector<std::string>{"ODOO_API_KEY_FILE"});
    chmod(plain.path().c_str(), 0640);
    CHECK(read(environment(plain), {}).open_files.empty());
}

TEST_CASE("commands that look back need the database alone, and take their own settings") {
    const Environment environment{{"DATABASE_URL", "postgres://h/d"},
                                  {"ODOO_URL", "nonsense"},
                                  {"CICLO_FULL", "x"},
                                  {"CICLO_MAX_AGE", "2h"},
                                  {"CICLO_LAST", "50"},
                                  {"CICLO_FAILED", "yes"}};
    CHECK(load(environment, {}, Scope::status).max_age == 2h);
    CHECK(load(environment, {{"max-age", "90"}}, Scope::status).max_age == 90min);
    CHECK(load(environment, {{"window", "1h"}}, Scope::status).window == 1h);
    CHECK(load(environment, {}, Scope::history).last == 50);
    CHECK(load(environment, {}, Scope::history).failed_only);
    const Environment bare{{"DATABASE_URL", "postgres://h/d"}};
    CHECK(load(bare, {}, Scope::status).max_age == 45min);
    CHECK(load(bare, {}, Scope::history).last == 20);
    CHECK_FALSE(load(bare, {}, Scope::history).failed_only);
    CHECK(faults(bare, {{"max-age", "0"}}, Scope::status).size() == 1);
    CHECK(faults(bare, {{"last", "0"}}, Scope::history).size() == 1);
    CHECK(faults({}, {}, Scope::status).size() == 1);
}

TEST_CASE("a flag that the table does not know is a fault") {
    CHECK_THAT(fault(complete(), {{"windw", "40m"}}), Contains("--windw (command line): is not an option"));
}

TEST_CASE("unknown CICLO_ variables are named with the nearest known one") {
    auto environment = complete();
    environment["CICLO_WINDW"] = "marker-value";
    environment["CICLO_SOMETHING_ELSE"] = "marker-value";
    environment["CICLO_WINDOW"] = "40m";
    environment["OTHER_WINDOW"] = "40m";
    CHECK(unknown_variables(environment) ==
          std::vector<std::string>{"unknown variable 'CICLO_SOMETHING_ELSE'",
                                   "unknown variable 'CICLO_WINDW'; did you mean 'CICLO_WINDOW'?"});
    CHECK(unknown_variables(complete()).empty());
}

TEST_CASE("the process's own variables are read") {
    REQUIRE(setenv("CICLO_CONFIG_TEST", "a=b", 1) == 0);
    CHECK(current_environment().at("CICLO_CONFIG_TEST") == "a=b");
    REQUIRE(unsetenv("CICLO_CONFIG_TEST") == 0);
    CHECK(current_environment().count("CICLO_CONFIG_TEST") == 0);
}
