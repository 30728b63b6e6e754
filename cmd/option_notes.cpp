#include "cmd/option_notes.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace ciclo::cli {
namespace {

constexpr std::array k_groups{
    OptionGroup{"window", "what a cycle reads"},
    OptionGroup{"pedido-prefixes", "what belongs to the cycle"},
    OptionGroup{"odoo-ca-file", "access to Odoo"},
    OptionGroup{"deadline", "limits and fuses"},
    OptionGroup{"max-age", "looking back: status, history, report, rejects and removed"},
    OptionGroup{"output", "output"},
};

constexpr std::array k_notes{
    OptionNote{"CICLO_SINCE", "A day is YYYY-MM-DD."},
    OptionNote{
        "CICLO_PEDIDO",
        "'ciclo run' reads just these, with --nf these and those, whatever the windows and ages say. It is "
        "no "
        "whole cycle: nothing counts as absent, no other pedido is written, and neither 'ciclo status' nor "
        "the "
        "next cycle, --metrics-file or the ping counts it as a run. A name may hold blanks; a name that Odoo "
        "does not have ends with 14. Not with --full. 'ciclo removed': by the names that they had when the "
        "rows "
        "were kept."},
    OptionNote{"CICLO_NF",
               "As --pedido, by number: each NF with the saldo of its pedido. An NF that people excluded "
               "comes back, and "
               "stock movements of it that are missing are made; what a person cancelled stays cancelled. "
               "'ciclo removed': with --pedido, the rows of either."},
    OptionNote{"CICLO_PEDIDOS_SINCE",
               "A day is YYYY-MM-DD. Known pedidos go on whatever their age, and --pedido takes one in by "
               "name. 'ciclo "
               "check' and a dry run show the open pedidos that would enter by the year of their creation. "
               "With another "
               "value the next cycle is a full load."},
    OptionNote{"CICLO_DRY_RUN", "For runs by hand: a schedule of dry runs keeps nothing up to date."},
    OptionNote{"CICLO_OK_CODES",
               "For schedulers that know no other success, for instance 14,75. Result, log, journal, metrics "
               "and ping keep the true one."},
    OptionNote{"CICLO_DETAILED_EXITCODE", "For runs by hand, like --dry-run."},
    OptionNote{"CICLO_PEDIDO_PREFIXES", "Any other pedido is never touched. A list, separated by commas."},
    OptionNote{
        "CICLO_TIPOS_PEDIDO",
        "A list, separated by commas, of what l10n_br_tipo_pedido offers; with oca the codes of fiscal "
        "operations, without accents, in lower case, _ for blanks (Venda is venda); native has none."},
    OptionNote{"CICLO_EXCLUDED_COMPANIES", "Ids, separated by commas."},
    OptionNote{"CICLO_NO_STOCK_PRODUCTS",
               "Codes as Odoo has them, separated by commas: products whose stock movements another program "
               "writes, like pallets. Their NFs are stored, linked and counted in the saldo like any other."},
    OptionNote{"CICLO_TIME_ZONE", "A name that PostgreSQL knows."},
    OptionNote{"CICLO_LOCALISATION",
               "It gives the default names of fields and models. Not tried with a real server of OCA's or "
               "Odoo's own modules. With another value the next cycle is a full load."},
    OptionNote{"CICLO_FIELDS", "A list, separated by commas, of fields that have another name in this Odoo."},
    OptionNote{"CICLO_ODOO_CA_FILE", "Path of a PEM file."},
    OptionNote{
        "CICLO_ODOO_API",
        "JSON-2 takes API keys only: with auto a password falls back to JSON-RPC, and an AVISO says so."},
    OptionNote{"CICLO_ALLOW_HTTP", "Only for a network that you trust: anyone on the path can read the key."},
    OptionNote{"CICLO_DEADLINE", "An open transaction is rolled back, and the next run catches up."},
    OptionNote{"CICLO_LOCK_WAIT", "Then exit with 75. The wait counts towards --deadline."},
    OptionNote{
        "CICLO_REFRESH_VIEWS",
        "mv_pedidos, mv_comercial_equipes and mv_comercial_vendedores. Names in the search path, separated "
        "by commas; those that do not exist are left out. Each needs a "
        "unique index and a role that owns it (PostgreSQL 17: or has MAINTAIN). What cannot be refreshed is "
        "an "
        "AVISO. off: where another program refreshes them."},
    OptionNote{
        "CICLO_REMOVAL",
        "Rows leave when they are cancelled or gone. An archived row keeps what people wrote "
        "into it; delete loses that, and also takes what was archived before of the pedidos that a cycle "
        "looks at."},
    OptionNote{
        "CICLO_SPLIT_LOTS",
        "A pedido with more than one open lot was split by people. With leave its lots stay as they are, and "
        "an excess over the saldo is reported in each cycle; with reduce they follow the saldo like a "
        "single lot when it changes, and an excess that people made before is not reported."},
    OptionNote{"CICLO_ALLOW_MASS_REMOVAL",
               "For one run by hand, after a person has looked; not for a schedule."},
    OptionNote{"CICLO_FUSE_ROWS",
               "Exits with 12 when a cycle would archive or delete more rows than this and more than "
               "--fuse-percent of the active ones."},
    OptionNote{"CICLO_FUSE_PERCENT", "Both must be exceeded."},
    OptionNote{
        "CICLO_ABSENT_FUSE_PEDIDOS",
        "Exits with 12 when a cycle misses more active pedidos in Odoo than this and more than "
        "--absent-fuse-percent of them, with 10 when it misses as many known NFs. When not one of them "
        "is shown it stops at any limit."},
    OptionNote{"CICLO_ABSENT_FUSE_PERCENT", "Both must be exceeded."},
    OptionNote{"CICLO_INTEGRITY",
               "stop exits with 11. warn is for one run by hand, after a person has looked; not for a "
               "schedule."},
    OptionNote{"CICLO_LANG", "Logs, error texts and JSON are English. pt is Brazilian Portuguese."},
    OptionNote{"CICLO_MAX_AGE", "'ciclo status' then exits with 20."},
    OptionNote{"CICLO_FAILED", "Killed cycles among them."},
    OptionNote{"CICLO_WHY", "'ciclo rejects' shows it, with the user, the host and the time."},
    OptionNote{"CICLO_HTML",
               "The file is replaced atomically. It keeps its mode; a new one is readable for every user of "
               "the machine, as far as the umask lets it, and it names clients."},
    OptionNote{"CICLO_QUIET", "A good run then prints nothing, no result either (but for --output json)."},
    OptionNote{"CICLO_METRICS_FILE", "The name ends in .prom; its directory must exist and be writable."},
    OptionNote{"CICLO_PING_URL",
               "Pinged when a run starts and with its exit code when it ends. Treat it as a secret: with it "
               "anyone can report success."},
    OptionNote{"DATABASE_URL",
               "Special characters of the password are percent-encoded. Use the direct connection: behind a "
               "transaction pooler ciclo refuses to run. Across a network: sslmode=verify-full and "
               "sslrootcert=FILE, for "
               "encryption alone does not make sure which server answers."},
    OptionNote{"ODOO_URL", "Without a path."},
    OptionNote{"ODOO_USERNAME",
               "One that may read invoices, pedidos and their master data of all companies."},
};

// With a capital letter, but not in front of an address, and a full stop.
std::string sentence(std::string_view text) {
    std::string out(text);
    if (out.substr(0, out.find(' ')).find(':') == std::string::npos) {
        out.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(out.front())));
    }
    return out + (out.ends_with('.') ? "" : ".");
}

bool names_all_values(const config::OptionRow& row) {
    return std::all_of(row.values.begin(), row.values.end(),
                       [&](const auto value) { return row.help.find(value) != std::string_view::npos; });
}

std::string_view note_of(const config::OptionRow& row) {
    const auto* note = std::find_if(k_notes.begin(), k_notes.end(),
                                    [&](const auto& n) { return n.variable == row.variable; });
    return note == k_notes.end() ? std::string_view{} : note->text;
}

}  // namespace

std::span<const OptionGroup> option_groups() {
    return k_groups;
}

std::string_view heading_before(const config::OptionRow& row) {
    const auto* group = std::find_if(k_groups.begin(), k_groups.end(),
                                     [&](const auto& g) { return g.first_flag == row.flag; });
    return row.flag.empty() || group == k_groups.end() ? std::string_view{} : group->heading;
}

std::span<const OptionNote> option_notes() {
    return k_notes;
}

std::string explained(const config::OptionRow& row) {
    auto out = sentence(row.help);
    if (!note_of(row).empty()) out += fmt::format(" {}", note_of(row));
    if (!names_all_values(row)) out += fmt::format(" One of: {}.", fmt::join(row.values, ", "));
    if (!row.legacy_variable.empty()) out += fmt::format(" Older name: {}.", row.legacy_variable);
    return out;
}

bool is_default_a_value(const config::OptionRow& row) {
    return row.default_text != "none" && row.default_text.find(' ') == std::string_view::npos;
}

}  // namespace ciclo::cli
