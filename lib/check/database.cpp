// What a cycle needs of PostgreSQL: a session, room, the tables, the rights.
#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "check/reporter.hpp"
#include "check/sql.hpp"
#include "ciclo/session.hpp"
#include "postgres/transaction.hpp"
#include "schema/places.hpp"
#include "schema/rights.hpp"
#include "schema/schema.hpp"

namespace ciclo {
namespace {

// For the connection; a server that is up answers in a fraction of a second. The rest of k_postgres.timeout
// is for a dozen statements on the catalog, which take 50 ms.
constexpr std::chrono::milliseconds k_probe_time{5'000};
// The statements are written for 12 (AS MATERIALIZED); tested is 15.
constexpr int k_oldest_version = 120'000;
constexpr int k_tested_version = 150'000;
// A cycle has one connection, and a second one to record its failure, or to compare in a dry run.
constexpr long long k_needed_connections = 2;

// What server_facts.sql returns.
struct Facts {
    std::string encoding;
    bool uses_tls = false;
    std::string tls_version;
    bool is_local = false;
    std::string schema;  // "" where the role may use none
    std::chrono::seconds clock_offset{};
    long long free_connections = 0;
    std::string role;
    std::string database;
    bool may_make_temporary = false;
};

Facts ask_facts(postgres::Connection& connection) {
    const auto result = connection.execute(check::sql::server_facts);
    const auto here = local_machine_now().time_since_epoch();
    const postgres::NamedRow row(result);
    return {row.text("encoding"),
            row.boolean("ssl"),
            row.text("tls_version"),
            row.boolean("is_local"),
            row.text("schema_name"),
            std::chrono::seconds{row.integer("now")} - here,
            row.integer("free_connections"),
            row.text("role_name"),
            row.text("database_name"),
            row.boolean("may_make_temporary")};
}

struct Session {
    const config::Config& config;
    std::optional<postgres::Connection> connection{};
    Facts facts{};
};

CheckResult open(Session& session, const Limits& limits, const Log& log) {
    auto options = connect_options(session.config);
    options.connect_timeout = k_probe_time;
    auto& connection = session.connection.emplace(options, limits, log);
    const auto version = connection.server_version();
    const auto shown = fmt::format("{}.{}", version / 10'000, version % 10'000);
    if (version < k_oldest_version) {
        throw Error(ErrorKind::config,
                    fmt::format("{} is PostgreSQL {}, older than 12", connection.describe(), shown),
                    "upgrade the server, to 15 or newer"_tr);
    }
    schema::pin_search_path(connection);
    session.facts = ask_facts(connection);
    const auto sentence =
        language::Phrase::verbatim(fmt::format("{}, PostgreSQL {}", connection.describe(), shown));
    if (version < k_tested_version) return {sentence, "plan an upgrade: the program is tested with 15"_tr};
    return {sentence};
}

CheckResult temporary_tables(Session& session) {
    try {
        const postgres::Transaction rolled_back(*session.connection);
        session.connection->execute(check::sql::try_temporary);
    } catch (const postgres::SqlError& error) {
        if (error.kind() != ErrorKind::auth) throw;
        // Has the right, and is refused all the same: by an event trigger, for instance.
        if (session.facts.may_make_temporary)
            throw Error(
                error.kind(), error.what(),
                "the role has the right TEMPORARY: see which event trigger or extension refuses it"_tr);
        throw Error(error.kind(), error.what(),
                    language::Phrase::verbatim(fmt::format("GRANT TEMPORARY ON DATABASE {} TO {}",
                                                           session.facts.database, session.facts.role)));
    }
    return {"can be made and filled (1 MB, rolled back)"_tr};
}

CheckResult encoding(Session& session) {
    const auto& name = session.facts.encoding;
    if (name == "UTF8") return {language::Phrase::verbatim(name)};
    return {"{}: a name with a character that it lacks stops a stage"_tr(name),
            "move the tables to a database with encoding UTF8"_tr};
}

CheckResult connections(Session& session) {
    const auto count = session.facts.free_connections;
    const auto sentence = "{} more can be opened"_tr(count);
    // This one is open now; when a cycle comes, it has gone.
    if (count + 1 >= k_needed_connections) return {sentence};
    return {sentence,
            "raise max_connections or the limit of the role or database, or find in pg_stat_activity who "
            "holds so "
            "many"_tr};
}

CheckResult tables(Session& session) {
    if (session.facts.schema.empty()) {
        throw Error(ErrorKind::auth, "the role may use no schema of its search path",
                    language::Phrase::verbatim(
                        fmt::format("GRANT USAGE ON SCHEMA public TO {}", session.facts.role)));
    }
    const auto shape = schema::check(*session.connection);
    std::string tables;
    for (const auto& name : shape.absent) {
        if (name.find('.') == std::string::npos) tables += (tables.empty() ? "" : ", ") + name;
    }
    if (!shape.absent_deliveries.empty()) {
        return {
            "every table and column is there; deliveries are left out: there is no {} (schema apply --with-deliveries)"_tr(
                fmt::format("{}", fmt::join(shape.absent_deliveries, ", ")))};
    }
    if (tables.empty()) return {"every table and column is there"_tr};
    return {
        "every table and column is there; {} was given up by the application: what it would hold is in the "
        "journal alone"_tr(tables)};
}

// "public", or "public (31), old (carteira_principal)": where those that `wanted` chooses are. A person looks
// for the few.
template <typename Predicate>
std::string schemas_of(const std::vector<schema::TablePlace>& places, const Predicate& wanted) {
    constexpr std::size_t k_few = 5;
    std::map<std::string, std::vector<std::string>> tables;
    for (const auto& place : places) {
        if (wanted(place)) tables[place.schema].push_back(place.table);
    }
    if (tables.size() == 1) return tables.begin()->first;
    std::string out;
    for (const auto& [schema, names] : tables) {
        out += fmt::format(
            "{}{} ({})", out.empty() ? "" : ", ", schema,
            names.size() > k_few ? std::to_string(names.size()) : fmt::format("{}", fmt::join(names, ", ")));
    }
    return out;
}

CheckResult places(Session& session) {
    const auto places = schema::read_places(*session.connection);
    schema::refuse_hidden_rows(places);
    const auto application = schemas_of(places, [](const auto& place) { return !place.is_own(); });
    const auto own = schemas_of(places, [](const auto& place) { return place.is_own(); });
    if (places.empty()) return {"none of them is there yet"_tr};
    auto sentence = application == own
                        ? "all in schema {}"_tr(own)
                        : "the application's in schema {}, those of ciclo in schema {}"_tr(application, own);
    const bool is_mixed = (application + own).find('(') != std::string::npos;
    std::string odd;
    for (const auto& place : places) {
        if (!place.elsewhere.empty()) odd += fmt::format("; {} is also in {}", place.table, place.elsewhere);
        if (!place.whole_table.empty())
            odd += fmt::format("; {} is a partition of {}", place.table, place.whole_table);
    }
    if (!is_mixed && odd.empty()) return {sentence};
    return {
        sentence.and_then(language::Phrase::verbatim(odd), ""),
        "the first schema of the role's search path that has a table of the name is read and written, the "
        "others are not: if that is a copy, ALTER ROLE {} SET search_path = ..."_tr(session.facts.role)};
}

CheckResult search_path(Session& session) {
    const auto strangers = schema::read_strangers(*session.connection);
    if (strangers.empty()) return {"only owners may create objects in its schemas"_tr};
    std::string who;
    std::string remedy;
    for (const auto& stranger : strangers) {
        who += fmt::format("{}{} in schema {}", who.empty() ? "" : ", ", stranger.role, stranger.schema);
        remedy += stranger.owns_schema
                      ? fmt::format("ALTER SCHEMA {} OWNER TO ...; ", stranger.schema)
                      : fmt::format("REVOKE CREATE ON SCHEMA {} FROM {}; ", stranger.schema, stranger.role);
    }
    remedy.resize(remedy.size() - 1);
    return {"may create functions and operators there that run as {}: {}"_tr(session.facts.role, who),
            language::Phrase::verbatim(remedy)};
}

CheckResult rights(Session& session) {
    const bool deletes = session.config.removal == config::Removal::delete_rows;
    const auto missing = schema::missing_rights(*session.connection, deletes);
    if (missing.empty()) return {"every right that a cycle needs, on every table that is there"_tr};
    std::string lacking;
    std::string grants;
    bool optional = true;
    for (const auto& one : missing) {
        optional = optional && one.optional;
        lacking += fmt::format("{} {} on {}", lacking.empty() ? "" : ",", one.rights, one.object);
        grants += fmt::format("{}{};", grants.empty() ? "" : " ", one.grant);
    }
    const auto sentence = fmt::format("role {} lacks{}", session.facts.role, lacking);
    if (optional) return {language::Phrase::verbatim(sentence), language::Phrase::verbatim(grants)};
    throw Error(ErrorKind::auth, sentence, language::Phrase::verbatim(grants));
}

CheckResult sequences(Session& session) {
    std::vector<std::string> tables;
    for (const auto& place : schema::read_places(*session.connection)) {
        if (place.is_table) tables.push_back(place.table);
    }
    const auto behind = session.connection->execute(check::sql::sequences, {postgres::array_literal(tables)});
    if (behind.rows() == 0) return {"each is ahead of its table"_tr};
    std::string listed;
    std::string remedy;
    for (int row = 0; row < behind.rows(); ++row) {
        const postgres::NamedRow one(behind, row);
        listed += fmt::format("{}{} ({}, {})", listed.empty() ? "" : "; ", one.text("column_name"),
                              one.integer("next_value"), one.integer("highest"));
        remedy += (remedy.empty() ? "" : " ") + one.text("remedy");
    }
    return {"an INSERT would meet an id that is there (the next value, the highest id): {}"_tr(listed),
            language::Phrase::verbatim(remedy)};
}

// The application's trigger is installed by hand, and its freights are not everywhere.
CheckResult shipments(Session& session) {
    const auto result = session.connection->execute(check::sql::shipments);
    const postgres::NamedRow row(result);
    language::Phrase sentence = "a cycle writes their totals: embarque_itens has no trigger that does"_tr;
    if (row.boolean("has_trigger")) sentence = "the application's trigger writes their totals"_tr;
    if (!row.boolean("has_totals")) sentence = "they have no totals"_tr;
    return {sentence.and_then(row.boolean("has_freights")
                                  ? "those without a freight are reported"_tr
                                  : "without table fretes none is reported for lacking a freight"_tr,
                              "; ")};
}

CheckResult time_zone(Session& session) {
    const auto offset = check_time_zone(*session.connection, session.config);
    return {language::Phrase::verbatim(fmt::format("{} ({})", session.config.time_zone, offset))};
}

CheckResult clock(Session& session) {
    return judge_clock(session.facts.clock_offset);
}

CheckResult no_stock_products(Session& session) {
    const auto& codes = session.config.no_stock_products;
    const auto unknown =
        session.connection->execute(check::sql::unknown_products, {postgres::array_literal(codes)});
    if (unknown.rows() == 0) return {language::Phrase::verbatim(fmt::format("{}", fmt::join(codes, ", ")))};
    std::string listed;
    for (int row = 0; row < unknown.rows(); ++row) listed += (row == 0 ? "" : ", ") + unknown.text(row, 0);
    return {"no product has the code {}: its NFs would not be left out"_tr(listed),
            "write codes as Odoo has them into --no-stock-products (CICLO_NO_STOCK_PRODUCTS)"_tr};
}

KnownPedidos known_pedidos(postgres::Connection& connection) {
    const auto result = connection.execute(check::sql::known_pedidos);
    KnownPedidos out;
    for (int row = 0; row < result.rows(); ++row) out.insert(result.text(row, 0));
    return out;
}

struct Row {
    const char* name;
    CheckResult (*judge)(Session&);
};

constexpr std::array k_rows{
    Row{"temporary tables", temporary_tables},
    Row{"encoding", encoding},
    Row{"connections", connections},
    Row{"schema", tables},
    Row{"tables", places},
    Row{"search path", search_path},
    Row{"rights", rights},
    Row{"sequences", sequences},
    Row{"shipments", shipments},
    Row{"time zone", time_zone},
    Row{"clock database", clock},
};

}  // namespace

CheckResult judge_tls(bool uses_tls, bool is_local, const std::string& version, std::string_view sslmode) {
    if (uses_tls && (is_local || sslmode.starts_with("verify-"))) return {"encrypted ({})"_tr(version)};
    if (uses_tls) {
        return {"encrypted ({}), but nothing makes sure that it is the right server"_tr(version),
                "write sslmode=verify-full and sslrootcert=FILE with the authority of its certificate into "
                "DATABASE_URL"_tr};
    }
    if (is_local) return {"none; the connection does not leave this machine"_tr};
    return {"not encrypted: anyone on the network path can read it"_tr,
            "have the server offer TLS, and write sslmode=require or stricter into DATABASE_URL"_tr};
}

void check_database(CheckReporter& reporter, const config::Config& config, const Limits& limits,
                    const Log& log, JournalFacts& journal) {
    const auto bounded = limits.within(k_postgres.timeout);
    Session session{config};
    if (!reporter.run("database", k_postgres, [&] { return open(session, bounded, log); })) return;
    const auto& facts = session.facts;
    reporter.report("tls", judge_tls(facts.uses_tls, facts.is_local, facts.tls_version,
                                     session.connection->parameter("sslmode")));
    bool knows_time_zone = true;
    bool has_tables = true;
    for (const auto& row : k_rows) {
        const bool is_right = reporter.run(row.name, k_postgres, [&] { return row.judge(session); });
        if (!session.connection->is_alive()) return;
        if (row.judge == time_zone) knows_time_zone = is_right;
        if (row.judge == tables || row.judge == places || row.judge == rights)
            has_tables = has_tables && is_right;
    }
    if (has_tables && !config.no_stock_products.empty())
        reporter.run("no-stock codes", k_postgres, [&] { return no_stock_products(session); });
    if (has_tables) journal.pedidos = known_pedidos(*session.connection);
    if (has_tables) journal.to_recognise = to_recognise(*session.connection, config);
    // In local times.
    if (knows_time_zone) check_past_cycles(reporter, *session.connection, config.time_zone, journal);
}

}  // namespace ciclo
