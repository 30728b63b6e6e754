#include "bench.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <thread>

#include "base/exit_code.hpp"
#include "cluster/cluster.hpp"

namespace ciclo::test {
namespace {

using namespace std::chrono_literals;

const std::string k_commit("COMMIT\0", 7);
// A cycle of the bench takes a second; what hangs is ended by the deadline that the fault sets.
constexpr auto k_longest = 30s;
// It promises 2 s; the rest is for a machine that has other things to do.
constexpr auto k_longest_after_signal = 4s;

std::string socket_of(const Database& database) {
    return database.cluster().directory() / fmt::format(".s.PGSQL.{}", database.cluster().port());
}

bool is_documented(int status) {
    const auto table = exit_code_table();
    return std::any_of(table.begin(), table.end(),
                       [&](const auto& row) { return number_of(row.code) == status; });
}

}  // namespace

const std::filesystem::path& shared_directory() {
    static const char* given = std::getenv("CICLO_FAULT_SHARED");
    static const std::filesystem::path k_directory = given == nullptr ? Cluster::shared().directory() : given;
    return k_directory;
}

std::vector<std::string> shared(const std::string& name,
                                const std::function<std::vector<std::string>()>& make) {
    const auto file = shared_directory() / name;
    std::vector<std::string> texts;
    std::ifstream in(file);
    for (std::string text; std::getline(in, text, '\0');) texts.push_back(text);
    if (!texts.empty()) return texts;
    texts = make();
    // Under its name once it is whole: at midnight several parts make it.
    const auto unfinished = fmt::format("{}.{}", file.string(), getpid());
    std::ofstream out(unfinished);
    for (const auto& text : texts) out << text << '\0';
    out.close();
    std::filesystem::rename(unfinished, file);
    return texts;
}

std::string today() {
    const auto day = [](std::chrono::seconds ago) {
        return to_odoo(local_machine_now() - ago).substr(0, 10);
    };
    return fmt::format("{}_{}_{}", day(0s), day(1min), day(3h));
}

FaultBench::FaultBench()
    : proxy(socket_of(database)), fired_file(database.cluster().directory() / (database.name() + ".fired")) {
    const auto first = add_order("VCD0000001", {{azeitona, 10}, {palmito, 4}});
    m_second = add_order("VCD0000002", {{azeitona, 7}});
    add_order("VSC0000003", {{palmito, 5}});
    m_cancelled_later = add_nf("130001", first, {4, 0});
    add_nf("130002", m_second, {7}, {{"state", "cancel"}});
    add_nf("130003", m_second, {2});
    add_lot("LOTE-1", "VCD0000001", {{k_azeitona, 4}});
    add_item(1, "LOTE-1", "VCD0000001");
    variables["DATABASE_URL"] = fmt::format("postgres://ciclo:{}@127.0.0.1:{}/{}", k_database_password,
                                            proxy.port(), database.name());
}

FaultBench::~FaultBench() {
    wait_for_later();
}

std::string FaultBench::state() {
    return rows_of_tables("NOT LIKE 'ciclo%'", "'id'");
}

// Without what names this bench or this run.
std::string FaultBench::memory() {
    return rows_of_tables("LIKE 'ciclo%'",
                          "'id', 'url', 'first_url', 'arguments', 'error', 'odoo_offset_seconds', 'host', "
                          "'reading_fingerprint', 'look', 'xmin'");
}

// All benches have the same tables.
std::string FaultBench::rows_of_tables(const std::string& which, const std::string& without) {
    static std::map<std::string, std::string> selects;
    auto& select = selects[which];
    if (select.empty()) select = select_of_tables(which, without);
    return value(select);
}

std::string FaultBench::select_of_tables(const std::string& which, const std::string& without) {
    const auto tables = session.execute(fmt::format(
        "SELECT c.table_name, string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position)"
        "  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, "
        "table_name)"
        " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name {}"
        "   AND c.data_type NOT LIKE 'timestamp%' AND c.data_type NOT IN ('uuid', 'jsonb')"
        "   AND c.column_name NOT IN ({}) GROUP BY 1 ORDER BY 1",
        which, without));
    std::string all;
    for (int row = 0; row < tables.rows(); ++row) {
        all += fmt::format(
            "{} SELECT '{}' AS name, string_agg(x.t, E'\\n' ORDER BY x.t) AS rows FROM (SELECT (r.*)::text "
            "AS t FROM (SELECT "
            "{} FROM {}) r) x",
            row == 0 ? "" : " UNION ALL", tables.text(row, 0), tables.text(row, 1), tables.text(row, 0));
    }
    return "SELECT string_agg(name || ': ' || coalesce(rows, ''), E'\\n' ORDER BY name) FROM (" + all + ") a";
}

States FaultBench::undisturbed() {
    States states;
    proxy.add(
        {.text = k_commit, .what = Break::none, .times = 1000, .before = [&] { states.push_back(state()); }});
    const auto outcome = run();
    if (outcome.status != 0) throw std::runtime_error("the undisturbed cycle failed: " + outcome.text());
    states.push_back(state());
    return states;
}

void FaultBench::live() {
    const auto outcome = run();
    if (outcome.status != 0) throw std::runtime_error("the undisturbed cycle failed: " + outcome.text());
    advance(20s);  // never past the machine's clock
    auto& store = odoo.store();
    store.write("account.move", m_cancelled_later, {{"state", "cancel"}});
    store.write("sale.order.line", m_second.lines.at(0), {{"product_uom_qty", 9.0}});
    add_nf("130004", m_second, {1});
    add_order("VFB0000004", {{azeitona, 2}, {palmito, 6}});
}

void FaultBench::age(std::chrono::hours by) {
    const auto hours = fmt::format("interval '{} hours'", by.count());
    execute(fmt::format(
        "UPDATE ciclo_etapa SET read_from = read_from - {0}, read_to = read_to - {0}, started_at = "
        "started_at - {0},"
        " finished_at = finished_at - {0};"
        "UPDATE ciclo_execucao SET started_at = started_at - {0}, finished_at = finished_at - {0};"
        "UPDATE ciclo_leitura SET read_at = read_at - {0}; UPDATE ciclo_odoo SET swept_at = swept_at - {0}",
        hours));
}

void FaultBench::later(std::chrono::milliseconds pause, std::function<void()> action) {
    m_later.emplace_back([pause, action = std::move(action)] {
        std::this_thread::sleep_for(pause);
        action();
    });
}

void FaultBench::send_signal(int number) {
    while (m_program == nullptr) {
        if (m_has_ended) return;
        std::this_thread::sleep_for(1ms);
    }
    auto none = Clock::time_point::max();
    m_signalled.compare_exchange_strong(none, Clock::now());
    m_program.load()->signal(number);
}

void FaultBench::on_sessions(const std::string& function) {
    Session killer(database.admin_url());
    killer.execute("SELECT " + function +
                   "(pid) FROM pg_stat_activity WHERE datname = current_database() AND"
                   " application_name LIKE 'ciclo/%'");
}

// What its sessions do while it does not end stands in its outcome.
Outcome FaultBench::run(const std::vector<std::string>& words) {
    m_has_ended = false;
    const auto program = start_program(words);
    m_program = program.get();
    m_signalled = Clock::time_point::max();
    std::promise<void> ended;
    auto watch = std::async(std::launch::async, [this, end = ended.get_future()] {
        return end.wait_for(k_longest - 2s) == std::future_status::ready ? std::string() : sessions();
    });
    auto outcome = program->wait(k_longest);
    m_is_late = Clock::now() - m_signalled.load() > k_longest_after_signal;
    m_has_ended = true;
    m_program = nullptr;
    ended.set_value();
    outcome.err += watch.get();
    return outcome;
}

std::string FaultBench::sessions() {
    Session watcher(database.admin_url());
    const auto found = watcher.execute(
        "SELECT format(E'session %s: %s, waits for %s %s, blocked by %s; %s\\n', pid, state, "
        "wait_event_type, "
        "wait_event, pg_blocking_pids(pid), left(regexp_replace(query, '\\s+', ' ', 'g'), 200))"
        " FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'ciclo/%'");
    std::string out = "its sessions:\n";
    for (int row = 0; row < found.rows(); ++row) out += found.text(row, 0);
    return out;
}

void FaultBench::wait_for_later() {
    for (auto& thread : m_later) thread.join();
    m_later.clear();
}

std::string FaultBench::judge_outcome(const Outcome& outcome) {
    wait_for_later();
    std::string wrong;
    const auto complain = [&](const std::string& what) { wrong += what + "\n"; };
    if (outcome.timed_out) complain("it does not end");
    if (m_is_late) complain("it ends long after the signal");
    if (outcome.killed_by != 0) complain(fmt::format("a signal killed it: {}", outcome.killed_by));
    if (!is_documented(outcome.status)) complain(fmt::format("no documented exit code: {}", outcome.status));
    for (const auto* stream : {&outcome.out, &outcome.err}) {
        if (stream->find(k_database_password) != std::string::npos ||
            stream->find(FakeOdoo::k_api_key) != std::string::npos)
            complain("a secret is shown");
    }
    return wrong;
}

std::string FaultBench::judge(const Outcome& outcome, const States& states) {
    std::string wrong = judge_outcome(outcome);
    const auto complain = [&](const std::string& what) { wrong += what + "\n"; };
    const auto committed =
        static_cast<std::size_t>(std::stoul(value("SELECT count(*) FROM ciclo_etapa WHERE outcome = 'ok'")));
    if (committed >= states.size() || state() != states.at(committed))
        complain(fmt::format("the tables are not those of {} committed stages", committed));
    if (outcome.status == 0 && committed + 1 != states.size()) complain("0, and not complete");
    // Its last line is true.
    if (outcome.err.find("no stage was committed") != std::string::npos && committed > 0)
        complain("it denies what is committed");
    return wrong + after(states.back());
}

void FaultBench::mend() {
    proxy.mend();
    odoo.clear_rules();
    odoo.shift_date(std::chrono::seconds{0});
    for (const auto* name : {"LD_PRELOAD", "CICLO_FAULT", "CICLO_FAULT_FIRED", "CICLO_DEADLINE"})
        variables.erase(name);
}

std::string FaultBench::after(const std::string& last_state, const std::vector<std::string>& words) {
    std::string wrong;
    mend();
    if (!leaves_nothing_behind()) wrong += "a session or a lock is left\n";
    const auto begin = fmt::format("{}\n{}\n{}\n{}", state(), memory(), fmt::join(words, " "), last_state);
    const auto seen_to_end_well =
        shared_directory() / fmt::format("{:016x}", std::hash<std::string>{}(begin));
    if (wrong.empty() && std::filesystem::exists(seen_to_end_well)) return wrong;
    const auto next = run(words);
    if (next.status != 0) wrong += "the next cycle fails: " + next.text() + "\n";
    if (state() != last_state) wrong += "the next cycle ends in other tables\n";
    if (wrong.empty()) std::ofstream{seen_to_end_well};
    return wrong;
}

}  // namespace ciclo::test
