#include "config/option_table.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/error.hpp"
#include "config/address.hpp"
#include "config/duration.hpp"
#include "config/values.hpp"

namespace ciclo::config {
namespace {

using Text = std::string_view;

constexpr int k_any = std::numeric_limits<int>::max();
constexpr std::array<Text, 3> k_libpq_variables{"PGHOST", "PGDATABASE", "PGSERVICE"};
// The words of an option that is one of several, and what each means.
template <typename Value>
struct Choice {
    Text word;
    Value value;
};

constexpr std::array<Choice<Output>, 2> k_outputs{{{"text", Output::text}, {"json", Output::json}}};
constexpr std::array<Choice<LogFormat>, 2> k_log_formats{
    {{"text", LogFormat::text}, {"json", LogFormat::json}}};
constexpr std::array<Choice<Integrity>, 2> k_integrities{
    {{"stop", Integrity::stop}, {"warn", Integrity::warn}}};
constexpr std::array<Choice<Removal>, 2> k_removals{
    {{"archive", Removal::archive}, {"delete", Removal::delete_rows}}};
constexpr std::array<Choice<SplitLots>, 2> k_split_lots{
    {{"leave", SplitLots::leave}, {"reduce", SplitLots::reduce}}};
constexpr std::array<Choice<OdooApi>, 3> k_odoo_apis{
    {{"jsonrpc", OdooApi::json_rpc}, {"json2", OdooApi::json2}, {"auto", OdooApi::automatic}}};
constexpr std::array<Choice<Localisation>, 3> k_localisations{
    {{"ciel", Localisation::ciel}, {"oca", Localisation::oca}, {"native", Localisation::native}}};
constexpr std::array<Text, 2> k_languages{"en", "pt"};
constexpr std::array<Text, 2> k_switch{"on", "off"};

template <const auto& choices>
constexpr auto k_words = [] {
    std::array<Text, choices.size()> words{};
    for (std::size_t i = 0; i < choices.size(); ++i) words[i] = choices[i].word;
    return words;
}();

template <typename Value, std::size_t count>
Value chosen(Text text, const std::array<Choice<Value>, count>& choices) {
    std::string expected;
    for (std::size_t i = 0; i < count; ++i) {
        if (choices[i].word == text) return choices[i].value;
        expected += fmt::format("{}{}", i == 0 ? "" : i + 1 == count ? " or " : ", ", choices[i].word);
    }
    throw Error(ErrorKind::config, fmt::format("{} is not known; expected {}", quoted(text), expected));
}

// `report` has one form only.
constexpr Scope k_with_result =
    Scope::cycle | Scope::schema | Scope::status | Scope::history | Scope::rejects | Scope::removed;

// "off": none.
std::vector<std::string> parse_views(Text text) {
    return text == "off" ? std::vector<std::string>() : parse_words(text, "_");
}

// pt_BR too.
void set_language(Config& config, Text text) {
    const auto known = parse_language(text);
    if (!known)
        throw Error(ErrorKind::config, fmt::format("{} is not known; expected en or pt", quoted(text)));
    config.language = *known;
}

void set_level(Config& config, Text text, LogLevel level) {
    if (parse_switch(text)) config.log_level = level;
}

constexpr std::array k_table{
    OptionRow{.flag = "window",
              .variable = "CICLO_WINDOW",
              .legacy_variable = "JANELA_MINUTOS",
              .value_name = "DURATION",
              .default_text = "40m",
              .help = "how far back to read changes in Odoo",
              .scope = Scope::cycle | Scope::status,
              .set = [](Config& c, Text t) { c.window = parse_positive_minutes(t); }},
    OptionRow{.flag = "status-window",
              .variable = "CICLO_STATUS_WINDOW",
              .legacy_variable = "STATUS_MINUTOS",
              .value_name = "DURATION",
              .default_text = "26h",
              .help = "list what changed this far back; read what no cycle has read",
              .set = [](Config& c, Text t) { c.status_window = parse_positive_minutes(t); }},
    OptionRow{.flag = "overlap",
              .variable = "CICLO_OVERLAP",
              .value_name = "DURATION",
              .default_text = "10m",
              .help = "start this long before the last good run",
              .scope = Scope::cycle | Scope::status,
              .set = [](Config& c, Text t) { c.overlap = parse_minutes(t); }},
    OptionRow{.flag = "max-catch-up",
              .variable = "CICLO_MAX_CATCH_UP",
              .value_name = "DURATION",
              .default_text = "30d",
              .help = "load in full after a longer gap",
              .scope = Scope::cycle | Scope::status,
              .set = [](Config& c, Text t) { c.max_catch_up = parse_positive_minutes(t); }},
    OptionRow{.flag = "sweep-interval",
              .variable = "CICLO_SWEEP_INTERVAL",
              .value_name = "DURATION",
              .default_text = "3h",
              .help = "list live pedidos one by one this often; else count them",
              .set = [](Config& c, Text t) { c.sweep_interval = parse_minutes(t); }},
    OptionRow{.flag = "horizon",
              .variable = "CICLO_HORIZON",
              .value_name = "DURATION",
              .default_text = "30d",
              .help = "store NFs created earlier as history only",
              .set = [](Config& c, Text t) { c.horizon = parse_positive_minutes(t); }},
    OptionRow{.flag = "since",
              .variable = "CICLO_SINCE",
              .value_name = "DATE",
              .default_text = "the horizon",
              .help = "move the horizon back to this day (UTC)",
              .set = [](Config& c, Text t) { c.since = parse_date(t); }},
    OptionRow{.flag = "full",
              .variable = "CICLO_FULL",
              .default_text = "off",
              .help = "load in full, regardless of the windows",
              .set = [](Config& c, Text t) { c.full = parse_switch(t); }},
    OptionRow{.flag = "pedido",
              .variable = "CICLO_PEDIDO",
              .value_name = "LIST",
              .default_text = "all of them",
              .help = "only these pedidos, separated by commas",
              .scope = Scope::cycle | Scope::removed,
              .set = [](Config& c, Text t) { c.pedidos = parse_names(t); }},
    OptionRow{.flag = "nf",
              .variable = "CICLO_NF",
              .value_name = "LIST",
              .default_text = "all of them",
              .help = "only the NFs with these numbers, separated by commas",
              .scope = Scope::cycle | Scope::removed,
              .set = [](Config& c, Text t) { c.nfs = parse_names(t); }},
    OptionRow{.flag = "pedidos-since",
              .variable = "CICLO_PEDIDOS_SINCE",
              .value_name = "DATE",
              .default_text = "none",
              .help = "older pedidos that are unknown here never enter (UTC)",
              .set = [](Config& c, Text t) { c.pedidos_since = parse_date(t); }},
    OptionRow{.flag = "dry-run",
              .variable = "CICLO_DRY_RUN",
              .default_text = "off",
              .help = "show what would change (--verbose: each row), write nothing",
              .set = [](Config& c, Text t) { c.dry_run = parse_switch(t); }},
    OptionRow{.flag = "detailed-exitcode",
              .variable = "CICLO_DETAILED_EXITCODE",
              .default_text = "off",
              .help = "with --dry-run: exit with 21 if rows would change",
              .set = [](Config& c, Text t) { c.detailed_exitcode = parse_switch(t); }},
    OptionRow{.flag = "ok-codes",
              .variable = "CICLO_OK_CODES",
              .value_name = "LIST",
              .default_text = "none",
              .help = "exit with 0 in place of these codes",
              .set = [](Config& c, Text t) { c.ok_codes = parse_exit_codes(t); }},
    OptionRow{.flag = "pedido-prefixes",
              .variable = "CICLO_PEDIDO_PREFIXES",
              .value_name = "LIST",
              .default_text = "VCD,VSC,VFB",
              .help = "name prefixes of the pedidos that come from Odoo",
              .scope = Scope::cycle | Scope::status,
              .set = [](Config& c, Text t) { c.pedido_prefixes = parse_words(t, ""); }},
    OptionRow{.flag = "tipos-pedido",
              .variable = "CICLO_TIPOS_PEDIDO",
              .value_name = "LIST",
              .default_text = "venda,bonificacao",
              .help = "kinds of pedidos and NFs that count in Odoo",
              .set = [](Config& c, Text t) { c.tipos_pedido = parse_words(t, "_-"); }},
    OptionRow{.flag = "excluded-companies",
              .variable = "CICLO_EXCLUDED_COMPANIES",
              .value_name = "IDS",
              .default_text = "none",
              .help = "Odoo companies to exclude",
              .set = [](Config& c, Text t) { c.excluded_companies = parse_ids(t); }},
    OptionRow{.flag = "no-stock-products",
              .variable = "CICLO_NO_STOCK_PRODUCTS",
              .value_name = "LIST",
              .default_text = "none",
              .help = "codes of products whose NFs move no stock",
              .set = [](Config& c, Text t) { c.no_stock_products = parse_names(t); }},
    OptionRow{.flag = "time-zone",
              .variable = "CICLO_TIME_ZONE",
              .value_name = "NAME",
              .default_text = "America/Sao_Paulo",
              .help = "local time zone of the tables",
              .scope = Scope::cycle | Scope::journal,
              .set = [](Config& c, Text t) { c.time_zone = parse_time_zone(t); }},
    OptionRow{.flag = "localisation",
              .variable = "CICLO_LOCALISATION",
              .value_name = "MODE",
              .default_text = "ciel",
              .help = "Brazilian modules of Odoo: ciel (CIEL IT), oca or native",
              .values = k_words<k_localisations>,
              .set = [](Config& c, Text t) { c.localisation = chosen(t, k_localisations); }},
    OptionRow{.flag = "fields",
              .variable = "CICLO_FIELDS",
              .value_name = "LIST",
              .default_text = "none",
              .help = "custom field names: res.partner.agendamento=x_agenda",
              .set = [](Config& c, Text t) { c.fields = parse_fields(t); }},
    OptionRow{.flag = "odoo-ca-file",
              .variable = "CICLO_ODOO_CA_FILE",
              .value_name = "PATH",
              .default_text = "the system's",
              .help = "CA certificates to trust for Odoo",
              .set = [](Config& c, Text t) { c.odoo_ca_file = parse_readable_file(t); }},
    OptionRow{.flag = "allow-http",
              .variable = "CICLO_ALLOW_HTTP",
              .default_text = "off",
              .help = "send the API key over unencrypted http",
              .set = [](Config& c, Text t) { c.allow_http = parse_switch(t); }},
    OptionRow{.flag = "odoo-api",
              .variable = "CICLO_ODOO_API",
              .value_name = "MODE",
              .default_text = "auto",
              .help = "API to use: jsonrpc, json2, or auto: json2 from Odoo 19 on",
              .values = k_words<k_odoo_apis>,
              .set = [](Config& c, Text t) { c.odoo_api = chosen(t, k_odoo_apis); }},
    OptionRow{.flag = "odoo-concurrency",
              .variable = "CICLO_ODOO_CONCURRENCY",
              .value_name = "COUNT",
              .default_text = "2",
              .help = "concurrent requests to Odoo, 1 to 8",
              .set = [](Config& c, Text t) { c.odoo_concurrency = parse_count(t, 1, 8); }},
    OptionRow{.flag = "page-size",
              .variable = "CICLO_PAGE_SIZE",
              .value_name = "RECORDS",
              .default_text = "2000",
              .help = "records per request, 50 to 10000; of lines twice as many",
              .set = [](Config& c, Text t) { c.page_size = parse_count(t, 50, 10'000); }},
    OptionRow{.flag = "deadline",
              .variable = "CICLO_DEADLINE",
              .value_name = "DURATION",
              .default_text = "20m",
              .help = "stop cleanly after this time",
              .scope = Scope::cycle | Scope::schema,
              .set = [](Config& c, Text t) { c.deadline = parse_positive_duration(t); }},
    OptionRow{.flag = "lock-wait",
              .variable = "CICLO_LOCK_WAIT",
              .value_name = "DURATION",
              .default_text = "30s",
              .help = "wait this long for another cycle to finish",
              .scope = Scope::cycle | Scope::schema,
              .set = [](Config& c, Text t) { c.lock_wait = parse_duration(t); }},
    OptionRow{.flag = "removal",
              .variable = "CICLO_REMOVAL",
              .value_name = "MODE",
              .default_text = "archive",
              .help = "rows that leave the backlog: archive, or delete",
              .values = k_words<k_removals>,
              .set = [](Config& c, Text t) { c.removal = chosen(t, k_removals); }},
    OptionRow{.flag = "split-lots",
              .variable = "CICLO_SPLIT_LOTS",
              .value_name = "MODE",
              .default_text = "leave",
              .help = "lots of a split pedido: leave, or reduce to the saldo",
              .values = k_words<k_split_lots>,
              .set = [](Config& c, Text t) { c.split_lots = chosen(t, k_split_lots); }},
    OptionRow{.flag = "deliveries",
              .variable = "CICLO_DELIVERIES",
              .value_name = "MODE",
              .default_text = "on",
              .help = "make deliveries where the application has them",
              .values = k_switch,
              .set = [](Config& c, Text t) { c.deliveries = parse_switch(t); }},
    OptionRow{.flag = "allow-mass-removal",
              .variable = "CICLO_ALLOW_MASS_REMOVAL",
              .default_text = "off",
              .help = "override the removal fuse, for this run",
              .set = [](Config& c, Text t) { c.allow_mass_removal = parse_switch(t); }},
    OptionRow{.flag = "fuse-rows",
              .variable = "CICLO_FUSE_ROWS",
              .value_name = "COUNT",
              .default_text = "500",
              .help = "abort a stage that would archive or reduce more rows",
              .set = [](Config& c, Text t) { c.fuse_rows = parse_count(t, 0, k_any); }},
    OptionRow{.flag = "fuse-percent",
              .variable = "CICLO_FUSE_PERCENT",
              .value_name = "PERCENT",
              .default_text = "20",
              .help = "and more than this percentage of the active ones",
              .set = [](Config& c, Text t) { c.fuse_percent = parse_count(t, 0, 100); }},
    OptionRow{.flag = "absent-fuse-pedidos",
              .variable = "CICLO_ABSENT_FUSE_PEDIDOS",
              .value_name = "COUNT",
              .default_text = "10",
              .help = "stop when more active pedidos are missing in Odoo",
              .set = [](Config& c, Text t) { c.absent_fuse_pedidos = parse_count(t, 0, k_any); }},
    OptionRow{.flag = "absent-fuse-percent",
              .variable = "CICLO_ABSENT_FUSE_PERCENT",
              .value_name = "PERCENT",
              .default_text = "2",
              .help = "and more than this percentage of them",
              .set = [](Config& c, Text t) { c.absent_fuse_percent = parse_count(t, 0, 100); }},
    OptionRow{.flag = "integrity",
              .variable = "CICLO_INTEGRITY",
              .value_name = "MODE",
              .default_text = "stop",
              .help = "on integrity errors: stop, or warn and go on",
              .values = k_words<k_integrities>,
              .set = [](Config& c, Text t) { c.integrity = chosen(t, k_integrities); }},
    OptionRow{.flag = "refresh-views",
              .variable = "CICLO_REFRESH_VIEWS",
              .value_name = "LIST",
              .default_text = "the application's three",
              .help = "views to refresh after a cycle, or off",
              .set = [](Config& c, Text t) { c.refresh_views = parse_views(t); }},
    OptionRow{.flag = "journal-days",
              .variable = "CICLO_JOURNAL_DAYS",
              .value_name = "DAYS",
              .default_text = "90",
              .help = "keep the journal of past cycles for this many days",
              .set = [](Config& c, Text t) { c.journal_days = parse_count(t, 1, 3660); }},
    OptionRow{.flag = "max-age",
              .variable = "CICLO_MAX_AGE",
              .value_name = "DURATION",
              .default_text = "45m",
              .help = "a stage is stale after this time without a good run",
              .scope = Scope::cycle | Scope::status | Scope::report,
              .set = [](Config& c, Text t) { c.max_age = parse_positive_duration(t); }},
    OptionRow{.flag = "last",
              .variable = "CICLO_LAST",
              .value_name = "COUNT",
              .default_text = "20",
              .help = "number of cycles or rows to show, the newest last",
              .scope = Scope::history | Scope::removed,
              .set = [](Config& c, Text t) { c.last = parse_count(t, 1, k_any); }},
    OptionRow{.flag = "failed",
              .variable = "CICLO_FAILED",
              .default_text = "off",
              .help = "only cycles that did not end with ok",
              .scope = Scope::history,
              .set = [](Config& c, Text t) { c.failed_only = parse_switch(t); }},
    OptionRow{.flag = "with-deliveries",
              .variable = "CICLO_WITH_DELIVERIES",
              .default_text = "off",
              .help = "'schema apply' and 'print' include the tables of the deliveries",
              .scope = Scope::schema,
              .set = [](Config& c, Text t) { c.with_deliveries = parse_switch(t); }},
    OptionRow{.flag = "why",
              .variable = "CICLO_WHY",
              .value_name = "TEXT",
              .default_text = "none",
              .help = "why 'ciclo rejects accept' accepts the record",
              .scope = Scope::rejects,
              .set = [](Config& c, Text t) { c.why = parse_line(t); }},
    OptionRow{.flag = "html",
              .variable = "CICLO_HTML",
              .value_name = "PATH",
              .default_text = "none",
              .help = "where 'ciclo report' writes its page; - is standard output",
              .scope = Scope::report,
              .set = [](Config& c, Text t) { c.html_file = parse_line(t); }},
    OptionRow{.flag = "output",
              .variable = "CICLO_OUTPUT",
              .value_name = "FORMAT",
              .default_text = "text",
              .help = "format of the result on standard output: text or json",
              .values = k_words<k_outputs>,
              .scope = k_with_result,
              .set = [](Config& c, Text t) { c.output = chosen(t, k_outputs); }},
    OptionRow{.flag = "json",
              .variable = "CICLO_JSON",
              .default_text = "off",
              .help = "same as --output json",
              .scope = k_with_result,
              .set =
                  [](Config& c, Text t) {
                      if (parse_switch(t)) c.output = Output::json;
                  }},
    OptionRow{.flag = "lang",
              .variable = "CICLO_LANG",
              .value_name = "LANGUAGE",
              .default_text = "LC_ALL or LANG",
              .help = "language of results and remedies: en or pt",
              .values = k_languages,
              .scope = Scope::every_command,
              .set = set_language},
    OptionRow{.flag = "log-format",
              .variable = "CICLO_LOG_FORMAT",
              .value_name = "FORMAT",
              .default_text = "text",
              .help = "format of the log on standard error: text or json",
              .values = k_words<k_log_formats>,
              .scope = Scope::every_command,
              .set = [](Config& c, Text t) { c.log_format = chosen(t, k_log_formats); }},
    OptionRow{.flag = "quiet",
              .variable = "CICLO_QUIET",
              .default_text = "off",
              .help = "print errors only",
              .scope = Scope::every_command,
              .set = [](Config& c, Text t) { set_level(c, t, LogLevel::error); }},
    OptionRow{.flag = "verbose",
              .variable = "CICLO_VERBOSE",
              .default_text = "off",
              .help = "log details",
              .scope = Scope::every_command,
              .set = [](Config& c, Text t) { set_level(c, t, LogLevel::debug); }},
    OptionRow{.flag = "metrics-file",
              .variable = "CICLO_METRICS_FILE",
              .value_name = "PATH",
              .default_text = "none",
              .help = "write the outcome of each cycle there, for Prometheus",
              .set = [](Config& c, Text t) { c.metrics_file = parse_metrics_file(t); }},
    OptionRow{.variable = "DATABASE_URL",
              .value_name = "URL",
              .help = "postgres://user:password@host/database, or libpq's PGHOST, PGDATABASE or PGSERVICE",
              .is_secret = true,
              .required = true,
              .unless_any_of = k_libpq_variables,
              .scope = Scope::every_command,
              .set = [](Config& c, Text t) { c.database_url = parse_database_url(t); }},
    OptionRow{.variable = "ODOO_URL",
              .value_name = "URL",
              .help = "base URL of Odoo, for example https://example.odoo.com",
              .required = true,
              .set = [](Config& c, Text t) { c.odoo_url = parse_odoo_url(t); }},
    OptionRow{.variable = "ODOO_DB",
              .value_name = "NAME",
              .help = "name of the Odoo database",
              .required = true,
              .set = [](Config& c, Text t) { c.odoo_db = parse_line(t); }},
    OptionRow{.variable = "ODOO_USERNAME",
              .value_name = "NAME",
              .help = "login of the Odoo user",
              .required = true,
              .set = [](Config& c, Text t) { c.odoo_username = parse_line(t); }},
    OptionRow{.variable = "ODOO_API_KEY",
              .value_name = "KEY",
              .help = "API key of that user",
              .is_secret = true,
              .required = true,
              .set = [](Config& c, Text t) { c.odoo_api_key = Secret(parse_line(t)); }},
    OptionRow{.variable = "CICLO_PING_URL",
              .value_name = "URL",
              .help = "URL of a healthchecks.io (or compatible) check to ping",
              .is_secret = true,
              .set = [](Config& c, Text t) { c.ping_url = parse_ping_url(t); }},
};

}  // namespace

std::span<const OptionRow> option_table() {
    return k_table;
}

const OptionRow* find_flag(std::string_view flag) {
    const auto* row =
        std::find_if(k_table.begin(), k_table.end(), [&](const auto& r) { return r.flag == flag; });
    return flag.empty() || row == k_table.end() ? nullptr : row;
}

}  // namespace ciclo::config
