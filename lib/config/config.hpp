// Everything that a person can set, with its default. One struct, filled from flags, variables and *_FILE
// files by load() (option_table.cpp holds the one table of them). Not for: reading argv (cmd/).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/exit_code.hpp"
#include "base/log.hpp"
#include "base/secret.hpp"
#include "base/time.hpp"
#include "language/phrase.hpp"

namespace ciclo::config {

enum class Output { text, json };
// Which of Odoo's APIs is used.
enum class OdooApi { automatic, json_rpc, json2 };
// The modules that make Odoo Brazilian: the names that fields and models have by default.
enum class Localisation { ciel, oca, native };
// What an integrity check of level ERRO does before the carteira.
enum class Integrity { stop, warn };
// What becomes of rows that leave the backlog.
enum class Removal { archive, delete_rows };
// What becomes of the lots of a pedido that people split, when they hold more than its saldo.
enum class SplitLots { leave, reduce };

struct Config {
    // Connections.
    Secret database_url;  // empty: libpq's PG* variables
    std::string odoo_url;
    std::string odoo_db;
    std::string odoo_username;
    Secret odoo_api_key;
    std::string odoo_ca_file;
    bool allow_http = false;
    OdooApi odoo_api = OdooApi::automatic;
    int odoo_concurrency = 2;
    int page_size = 2000;

    // Windows.
    std::chrono::minutes window{40};
    std::chrono::minutes status_window{1560};
    std::chrono::minutes overlap{10};
    std::chrono::minutes max_catch_up{30 * 24 * 60};
    std::chrono::minutes sweep_interval{180};  // 0: every cycle
    std::chrono::minutes horizon{30 * 24 * 60};
    std::optional<UtcSeconds> since;  // --since: moves the horizon back to this day
    bool full = false;
    // --pedidos-since: pedidos created before it and unknown here never enter.
    std::optional<UtcSeconds> pedidos_since;

    // Dry run.
    bool dry_run = false;
    bool detailed_exitcode = false;  // only with dry_run
    bool failed_only = false;        // of the history

    // Domain.
    std::vector<std::string> pedido_prefixes{"VCD", "VSC", "VFB"};
    std::vector<std::string> tipos_pedido{"venda", "bonificacao"};
    std::vector<std::int64_t> excluded_companies;
    std::vector<std::string> no_stock_products;  // codes of products whose NFs move no stock
    std::string time_zone = "America/Sao_Paulo";
    Localisation localisation = Localisation::ciel;
    // "model.default_field" -> the field that this Odoo has instead.
    std::map<std::string, std::string> fields;

    // Safety.
    Removal removal = Removal::archive;
    SplitLots split_lots = SplitLots::leave;
    bool deliveries = true;
    bool with_deliveries = false;  // 'schema apply' makes their tables
    bool allow_mass_removal = false;
    std::chrono::seconds deadline{std::chrono::minutes{20}};
    std::chrono::seconds lock_wait{30};
    int fuse_rows = 500;  // both must be exceeded
    int fuse_percent = 20;
    int absent_fuse_pedidos = 10;  // both must be exceeded
    int absent_fuse_percent = 2;
    Integrity integrity = Integrity::stop;
    int journal_days = 90;

    // Materialised views of the application that a cycle refreshes once it is committed; empty: none.
    std::vector<std::string> refresh_views{"mv_pedidos", "mv_comercial_equipes", "mv_comercial_vendedores"};

    // Looking back.
    std::chrono::seconds max_age{std::chrono::minutes{45}};  // a stage whose last good run is older is stale
    int last = 20;                                           // cycles, or kept rows, to show

    // A selection: a cycle of just these, the kept rows of these, one record.
    std::vector<std::string> pedidos;  // empty: all
    std::vector<std::string> nfs;      // by number
    std::string why;                   // what `ciclo rejects accept` notes

    // Output.
    Output output = Output::text;
    LogFormat log_format = LogFormat::text;
    LogLevel log_level = LogLevel::info;
    language::Language language = language::Language::english;  // of results and remedies

    std::vector<ExitCode> ok_codes;  // that a run ends with 0 for
    std::string html_file;           // where `ciclo report` writes; "-": standard output

    // Monitoring. Neither changes how a cycle ends.
    std::string metrics_file;  // "": none
    Secret ping_url;           // empty: nobody

    // A cycle reads just these pedidos and NFs, whatever the windows say.
    [[nodiscard]] bool has_selection() const { return !pedidos.empty() || !nfs.empty(); }
};

// Variables by name; a map, so that tests need not touch the process's own.
using Environment = std::map<std::string, std::string>;
Environment current_environment();

// Flags without their dashes and the text given to them ("true" for a switch), each at most once.
using Flags = std::vector<std::pair<std::string, std::string>>;

// The commands that a setting applies to: settings of others are neither required nor read.
enum class Scope : unsigned {
    cycle = 1,  // run and check
    schema = 2,
    status = 4,
    history = 8,
    report = 16,
    rejects = 32,
    removed = 64,
    journal = status | history | report | rejects | removed,  // those that look back at past cycles
    every_command = cycle | schema | journal,
};
constexpr Scope operator|(Scope a, Scope b) {
    return static_cast<Scope>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool overlap(Scope a, Scope b) {
    return (static_cast<unsigned>(a) & static_cast<unsigned>(b)) != 0;
}

// Where a setting was given.
struct Place {
    enum class Kind { environment, command_line, file };
    Kind kind = Kind::environment;
    std::string file = {};  // quoted; "" for the other kinds
};

// "environment", "command line", "file '/etc/ciclo/key'"
std::string name_of(const Place& place);

// A setting that somebody gave, and that is right.
struct Given {
    std::string variable;  // the table's name of it
    std::string name;  // as it was given: "CICLO_WINDOW", "--window", "JANELA_MINUTOS", "ODOO_API_KEY_FILE"
    Place place;
    std::string value;   // "" for a secret
    std::size_t length;  // of the value, in bytes
    bool is_secret;
};

struct Fault {
    std::string variable;
    std::string text;  // what is wrong and what is expected, with name and place
};

struct Settings {
    Config config;  // with the defaults where a setting is wrong or missing
    std::vector<Given> given;
    std::vector<Fault> faults;
    std::vector<std::string> unknown;     // unknown_variables()
    std::vector<std::string> open_files;  // the variables whose files of secrets every user may read
};

// As load(), but what is wrong is in `faults`: for callers that go on with the rest.
Settings read(const Environment& environment, const Flags& flags, Scope command = Scope::cycle);

// Flags win over variables, those over their older names, those over the defaults; a secret NAME may also lie
// in the file that NAME_FILE names; an empty variable counts as absent. Every secret is registered with
// redact(). Throws one Error(config) with all faults, one a line; no line holds a secret's value or any part
// of DATABASE_URL.
Config load(const Environment& environment, const Flags& flags, Scope command = Scope::cycle);

// The language to use while the settings are not read yet, or cannot be: what load() takes, but a wrong value
// counts as none. From --lang, CICLO_LANG, then LC_ALL, LC_MESSAGES and LANG; English where none says
// Portuguese.
language::Language language_of(const Environment& environment, const Flags& flags);

// One sentence for each CICLO_* variable that the program does not know, with the known name that is nearest.
std::vector<std::string> unknown_variables(const Environment& environment);

}  // namespace ciclo::config
