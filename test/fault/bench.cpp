#include "bench.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <future>
#include <thread>

#include "base/exit_code.hpp"
#include "cluster/cluster.hpp"

namespace ciclo::test {
namespace {

using namespace std::chrono_literals;

const std::string k_commit("COMMIT\0", 7);
// A cycle of the bench takes a second; what hangs is ended by the deadline that the fault sets.
constexpr auto k_longest = 30s;

std::string socket_of(const Database& database) {
    return database.cluster().directory() / fmt::format(".s.PGSQL.{}", database.cluster().port());
}

bool is_documented(int status) {
    const auto table = exit_code_table();
    return std::any_of(table.begin(), table.end(),
                       [&](const auto& row) { return number_of(row.code) == status; });
}

}  // namespace

FaultBench::FaultBench()
    : proxy(socket_of(database)), fired_file(database.cluster().directory() / (database.name() + ".fired")) {
    const auto first = add_order("VCD0000001", {{azeitona, 10}, {palmito, 4}});
    const auto second = add_order("VCD0000002", {{azeitona, 7}});
    add_order("VSC0000003", {{palmito, 5}});
    add_nf("130001", first, {4, 0});
    add_nf("130002", second, {7}, {{"state", "cancel"}});
    add_nf("130003", second, {2});
    add_lot("LOTE-1", "VCD0000001", {{k_azeitona, 4}});
    add_item(1, "LOTE-1", "VCD0000001");
    variables["DATABASE_URL"] = fmt::format("postgres://ciclo:{}@127.0.0.1:{}/{}", k_database_password,
                                            proxy.port(), database.name());
}

std::string FaultBench::state() {
    const auto tables = session.execute(
        "SELECT c.table_name, string_agg(quote_ident(c.column_name), ', ' ORDER BY c.ordinal_position)"
        "  FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, "
        "table_name)"
        " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name NOT LIKE 'ciclo%'"
        "   AND c.data_type NOT LIKE 'timestamp%' AND c.column_name <> 'id' GROUP BY 1 ORDER BY 1");
    std::string out;
    for (int row = 0; row < tables.rows(); ++row) {
        out += fmt::format("{}: {}\n", tables.text(row, 0),
                           value(fmt::format("SELECT coalesce(string_agg(x.t, E'\\n' ORDER BY x.t), '')"
                                             " FROM (SELECT (r.*)::text AS t FROM (SELECT {} FROM {}) r) x",
                                             tables.text(row, 1), tables.text(row, 0))));
    }
    return out;
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

void FaultBench::send_signal(int number) {
    while (m_program == nullptr) std::this_thread::sleep_for(1ms);
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
    const auto program = start_program(words);
    m_program = program.get();
    std::promise<void> ended;
    auto watch = std::async(std::launch::async, [this, end = ended.get_future()] {
        return end.wait_for(k_longest - 2s) == std::future_status::ready ? std::string() : sessions();
    });
    auto outcome = program->wait(k_longest);
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

std::string FaultBench::judge(const Outcome& outcome, const States& states) {
    std::string wrong;
    const auto complain = [&](const std::string& what) { wrong += what + "\n"; };
    if (outcome.timed_out) complain("it does not end");
    if (outcome.killed_by != 0) complain(fmt::format("a signal killed it: {}", outcome.killed_by));
    if (!is_documented(outcome.status)) complain(fmt::format("no documented exit code: {}", outcome.status));
    const auto committed =
        static_cast<std::size_t>(std::stoul(value("SELECT count(*) FROM ciclo_etapa WHERE outcome = 'ok'")));
    if (committed >= states.size() || state() != states.at(committed))
        complain(fmt::format("the tables are not those of {} committed stages", committed));
    if (outcome.status == 0 && committed + 1 != states.size()) complain("0, and not complete");
    for (const auto* stream : {&outcome.out, &outcome.err}) {
        if (stream->find(k_database_password) != std::string::npos ||
            stream->find(FakeOdoo::k_api_key) != std::string::npos)
            complain("a secret is shown");
    }
    // Its last line is true.
    if (outcome.err.find("no stage was committed") != std::string::npos && committed > 0)
        complain("it denies what is committed");
    return wrong + after(states);
}

// Nothing is left, and the next cycle ends like one that never met a fault.
std::string FaultBench::after(const States& states) {
    std::string wrong;
    proxy.mend();
    odoo.clear_rules();
    for (const auto* name : {"LD_PRELOAD", "CICLO_FAULT", "CICLO_FAULT_FIRED"}) variables.erase(name);
    if (!leaves_nothing_behind()) wrong += "a session or a lock is left\n";
    const auto next = run();
    if (next.status != 0) wrong += "the next cycle fails: " + next.text() + "\n";
    if (state() != states.back()) wrong += "the next cycle ends in other tables\n";
    return wrong;
}

}  // namespace ciclo::test
