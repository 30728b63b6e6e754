#include "dry_run_support.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>

namespace ciclo::test {
namespace {

// Columns that hold the time at which a cycle wrote them: a dry run's is another.
constexpr std::array<std::string_view, 11> k_clocks{
    "finalizado_em",      "updated_at",   "ultima_sync", "atualizado_em", "inativado_em", "criado_em",
    "data_sincronizacao", "resolvida_em", "created_at",  "data_zeragem",  "data_alerta"};

bool is_clock(std::string_view column) {
    return std::find(k_clocks.begin(), k_clocks.end(), column) != k_clocks.end();
}

std::string column_line(std::string_view table, const std::string& column, const std::string& before,
                        const std::string& after) {
    return fmt::format("{} updated {}: {} -> {}", table, column, before, after);
}

std::vector<std::string> sorted(std::vector<std::string> lines) {
    std::sort(lines.begin(), lines.end());
    return lines;
}

void take_snapshot(World& world) {
    std::string script =
        "SET client_min_messages = warning; DROP SCHEMA IF EXISTS before CASCADE; CREATE SCHEMA before;";
    for (const auto table : watched_tables())
        script += fmt::format("CREATE TABLE before.{0} AS TABLE {0};", table);
    world.execute(script);
}

// What became of the rows since the snapshot, without the help of the code under test.
std::vector<std::string> changed_lines(World& world) {
    std::vector<std::string> lines;
    for (const auto table : watched_tables()) {
        const auto rows = world.session.execute(fmt::format(
            "SELECT CASE WHEN b.id IS NULL THEN 'inserted' WHEN a.id IS NULL THEN 'deleted' ELSE 'updated' "
            "END,"
            " c.name, b.row ->> c.name, a.row ->> c.name"
            " FROM (SELECT id, to_jsonb(t) AS row FROM before.{0} t) b"
            " FULL JOIN (SELECT id, to_jsonb(t) AS row FROM {0} t) a ON a.id = b.id"
            " LEFT JOIN LATERAL (SELECT k.name FROM jsonb_object_keys(a.row) k (name) WHERE b.id IS NOT NULL"
            "   AND b.row -> k.name IS DISTINCT FROM a.row -> k.name) c ON true"
            " WHERE a.row IS DISTINCT FROM b.row",
            table));
        for (int row = 0; row < rows.rows(); ++row) {
            const auto change = rows.text(row, 0);
            if (change != "updated") {
                lines.push_back(fmt::format("{} {}", table, change));
            } else if (!is_clock(rows.text(row, 1))) {
                lines.push_back(column_line(table, rows.text(row, 1), rows.text(row, 2), rows.text(row, 3)));
            }
        }
    }
    return sorted(lines);
}

std::string changed_counts(World& world) {
    std::string out;
    for (const auto table : watched_tables()) {
        const auto counts =
            world.rows(fmt::format("SELECT count(*) FILTER (WHERE b.id IS NULL), count(*) FILTER (WHERE a.id "
                                   "= b.id), count(*) FILTER (WHERE"
                                   " a.id IS NULL) FROM (SELECT id, to_jsonb(t) AS row FROM before.{0} t) b"
                                   " FULL JOIN (SELECT id, to_jsonb(t) AS row FROM {0} t) a ON a.id = b.id "
                                   "WHERE a.row IS DISTINCT FROM b.row",
                                   table));
        if (counts != "0|0|0") out += fmt::format("{} {}\n", table, counts);
    }
    return out;
}

std::string counts_of(const DryRunReport& dry_run) {
    std::string out;
    for (const auto& table : dry_run.changes) {
        out += fmt::format("{} {}|{}|{}\n", table.table, table.inserted, table.updated, table.deleted);
    }
    return out;
}

std::string counts_of(const Listing& listing) {
    std::string out;
    for (const auto table : watched_tables()) {
        const auto count = [&](Change change) {
            return std::count_if(listing.rows.begin(), listing.rows.end(),
                                 [&](const auto& row) { return row.table == table && row.change == change; });
        };
        const auto line =
            fmt::format("{}|{}|{}", count(Change::inserted), count(Change::updated), count(Change::deleted));
        if (line != "0|0|0") out += fmt::format("{} {}\n", table, line);
    }
    return out;
}

// Everything in a stage's report but for the time that it took.
std::string reported(const StageReport& stage) {
    std::string out = fmt::format("{} {}", stage.name, name_of(stage.outcome));
    for (const auto& [name, number] : stage.counts.all()) {
        if (!name.ends_with("_ms")) out += fmt::format(" {}={}", name, number);
    }
    for (const auto& notice : stage.notices)
        out += fmt::format("; {} {} {}", notice.kind, notice.count, notice.examples);
    for (const auto& finding : stage.findings) {
        out += fmt::format("; {} {} {}", finding.name, finding.count, finding.examples);
    }
    if (stage.window) out += fmt::format("; {} {}", stage.window->full, name_of(stage.window->kind));
    return out;
}

std::string reported(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) out += reported(stage) + "\n";
    return out;
}

}  // namespace

Lived::Lived() {
    partly = add_order("VCD0000001", {{azeitona, 10}, {palmito, 5}});
    done = add_order("VCD0000002", {{azeitona, 7}});
    leaving = add_order("VCD0000003", {{palmito, 3}});
    add_lot("L1", "VCD0000001", {{"4310162", 4}});
    add_item(1, "L1", "VCD0000001");
    add_lot("L2", "VCD0000002", {{"4310162", 7}}, "total", 5);
    add_item(2, "L2", "VCD0000002");
    add_lot("L3", "VCD0000003", {{"4360147", 3}}, "total", 6);
    add_item(3, "L3", "VCD0000003");
    add_nf("130001", partly, {4, 0});
    nf_of_done = add_nf("130002", done, {7});
    REQUIRE(run().code == ExitCode::ok);
    advance(std::chrono::minutes{30});
}

void Lived::go_on() {
    auto& store = odoo.store();
    const auto fresh = add_order("VCD0000004", {{azeitona, 20}, {sem_codigo, 2}});
    add_lot("L4", "VCD0000004", {{"4310162", 8}}, "parcial");
    add_item(4, "L4", "VCD0000004");
    add_nf("130003", fresh, {8});
    store.write("account.move", nf_of_done, {{"state", "cancel"}});
    store.refresh_invoicing(done.id);
    store.write("sale.order.line", partly.lines.at(1), {{"product_uom_qty", 6.0}});
    store.write("sale.order", leaving.id, {{"state", "cancel"}});
}

std::vector<std::string> Listing::lines() const {
    std::vector<std::string> out;
    for (const auto& row : rows) {
        if (row.change != Change::updated)
            out.push_back(fmt::format("{} {}", row.table, name_of(row.change)));
        for (const auto& [column, before, after] : row.columns) {
            if (!is_clock(column))
                out.push_back(column_line(row.table, column, before.value_or(""), after.value_or("")));
        }
    }
    return sorted(out);
}

std::string Listing::keys() const {
    std::vector<std::string> out;
    for (const auto& row : rows)
        out.push_back(fmt::format("{} {} {}", row.table, name_of(row.change), row.key));
    return fmt::format("{}", fmt::join(sorted(out), "\n"));
}

std::set<std::string_view> changed_tables(const CycleReport& dry_run) {
    std::set<std::string_view> tables;
    for (const auto& table : dry_run.dry_run->changes) tables.insert(table.table);
    return tables;
}

std::string everything(World& world) {
    std::string out;
    const auto tables =
        world.session.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1");
    for (int row = 0; row < tables.rows(); ++row) {
        const auto table = tables.text(row, 0);
        out += table + "\n" +
               world.rows(fmt::format("SELECT ctid, xmin, t::text FROM {} t ORDER BY ctid", table)) + "\n";
    }
    return out;
}

CycleReport check_dry_run(World& world, ExitCode code) {
    const auto before = everything(world);
    Listing listing;
    auto dry = world.dry_run(&listing);
    INFO(dry.error << "\n" << dry.hint.english());
    CHECK(everything(world) == before);
    take_snapshot(world);
    const auto real = world.run();
    INFO(real.error << "\n" << real.hint.english());
    REQUIRE(real.code == code);
    REQUIRE(dry.code == (code == ExitCode::done_with_rejects ? ExitCode::ok : code));
    CHECK(reported(dry) == reported(real));
    CHECK(dry.totals.get("requests") == real.totals.get("requests"));
    if (!dry.failed()) {
        CHECK(counts_of(*dry.dry_run) == changed_counts(world));
        CHECK(counts_of(listing) == changed_counts(world));
        CHECK(listing.lines() == changed_lines(world));
    }
    world.execute("DROP SCHEMA before CASCADE");
    return dry;
}

}  // namespace ciclo::test
