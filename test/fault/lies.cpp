// What Odoo's answers get wrong without an error, once: after a cycle that was well, and changes since. And
// clocks that are wrong, and times in which nobody ran a cycle.
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "base/exit_code.hpp"
#include "faults.hpp"

namespace ciclo::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::hours;

enum class Lie { lost, doubled, moved, stale };

struct LieKind {
    const char* name;
    Lie lie;
};
constexpr LieKind k_lies[] = {
    {"lost", Lie::lost}, {"doubled", Lie::doubled}, {"moved", Lie::moved}, {"stale", Lie::stale}};

// Where the records of a list stand in an answer.
std::vector<std::pair<std::size_t, std::size_t>> records_in(const std::string& body) {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    const std::string head = "{\"id\": ";
    for (auto at = body.find(head, body.find("\"result\"")); at != std::string::npos;) {
        const auto end = body.find('}', at);
        if (end == std::string::npos) break;
        out.emplace_back(at, end + 1);
        at = body.find(head, end);
    }
    return out;
}

void erase_record(std::string& body, std::pair<std::size_t, std::size_t> record) {
    auto [begin, end] = record;
    if (body.compare(end, 2, ", ") == 0)
        end += 2;
    else if (begin >= 2 && body.compare(begin - 2, 2, ", ") == 0)
        begin -= 2;
    body.erase(begin, end - begin);
}

// As it was long ago.
std::string aged(std::string record) {
    const std::string key = "\"write_date\": \"";
    const auto at = record.find(key);
    if (at == std::string::npos) return record;
    const auto from = at + key.size();
    return record.replace(from, record.find('"', from) - from, "2026-01-01 00:00:00");
}

// The body with the lie about record `index`; unchanged where there is none.
std::string told(std::string body, Lie lie, std::size_t index) {
    const auto records = records_in(body);
    if (index >= records.size()) return body;
    const auto [begin, end] = records[index];
    const auto text = body.substr(begin, end - begin);
    switch (lie) {
        case Lie::lost:
            erase_record(body, records[index]);
            break;
        case Lie::doubled:
            body.insert(end, ", " + text);
            break;
        case Lie::moved:
            if (index + 1 == records.size()) break;
            erase_record(body, records[index]);
            body.insert(records.back().second - (end - begin) - 2, ", " + text);
            break;
        case Lie::stale:
            body.replace(begin, end - begin, aged(text));
            break;
    }
    return body;
}

const char* k_live =
    "SELECT 'pedido ' || num_pedido || ' ' || cod_produto FROM carteira_principal"
    " WHERE ativo IS NOT FALSE AND qtd_saldo_produto_pedido <> 0"
    " UNION ALL SELECT 'NF ' || numero_nf || ' ' || cod_produto FROM faturamento_produto"
    " WHERE status_nf <> 'Cancelado'"
    " UNION ALL SELECT 'lote ' || separacao_lote_id || ' ' || cod_produto FROM separacao WHERE qtd_saldo > 0";

std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> out;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out.insert(line);
    return out;
}

// Requests of several models go side by side: each is known by its number among those of its kind.
struct Answer {
    std::string model;
    std::string method;
    int number;
    std::size_t records;
    bool has_write_date;
};

// A year of the bench in short: a cycle that was well, and what happened since.
struct Truth {
    std::vector<Answer> answers;
    std::set<std::string> stays;  // alive before and after
    std::string state;            // of the tables, when a full cycle and another one were well
};

std::vector<std::string> find_truth() {
    FaultBench bench;
    bench.live();
    const auto before = lines_of(bench.rows(k_live));
    bench.odoo.clear_requests();
    const auto outcome = bench.run({"--full"});
    if (outcome.status != 0) throw std::runtime_error("the undisturbed cycle failed: " + outcome.text());
    std::string answers;
    std::map<std::pair<std::string, std::string>, int> seen;
    for (const auto& request : bench.odoo.requests()) {
        const auto& fields = request.fields;
        answers += fmt::format("{} {} {} {} {}\n", request.model, request.method,
                               seen[{request.model, request.method}]++, request.records,
                               std::find(fields.begin(), fields.end(), "write_date") != fields.end());
    }
    const auto after = lines_of(bench.rows(k_live));
    std::vector<std::string> stays;
    std::set_intersection(before.begin(), before.end(), after.begin(), after.end(),
                          std::back_inserter(stays));
    bench.run();
    return {answers, fmt::format("{}", fmt::join(stays, "\n")), bench.state()};
}

// As it is today.
const Truth& truth() {
    static std::map<std::string, Truth> by_day;
    const auto [place, is_new] = by_day.try_emplace(today());
    auto& out = place->second;
    if (!is_new) return out;
    const auto found = shared("truth " + today(), find_truth);
    std::istringstream in(found.at(0));
    for (Answer it; in >> it.model >> it.method >> it.number >> it.records >> it.has_write_date;)
        out.answers.push_back(it);
    out.stays = lines_of(found.at(1));
    out.state = found.at(2);
    return out;
}

std::string judge_lie(FaultBench& bench, const Outcome& outcome) {
    std::string wrong = bench.judge_outcome(outcome);
    const auto alive = lines_of(bench.rows(k_live));
    for (const auto& line : truth().stays)
        if (!alive.contains(line)) wrong += "gone, for a lie: " + line + "\n";
    return wrong + bench.after(truth().state, {"--full"});
}

Failing lie_about(const LieKind& kind, const Answer& answer, std::size_t record) {
    const auto has_lied = std::make_shared<bool>(false);
    return {fmt::format("lie: {}", kind.name),
            fmt::format("lie {} {} {} record {}: {}", answer.model, answer.method, answer.number + 1,
                        record + 1, kind.name),
            [kind, answer, record, has_lied](FaultBench& bench) {
                bench.live();
                bench.odoo.on_request({.model = answer.model,
                                       .method = answer.method,
                                       .skip = answer.number,
                                       .fault = Fault::edit_body([=](const std::string& body) {
                                           auto out = told(body, kind.lie, record);
                                           *has_lied = out != body;
                                           return out;
                                       })});
                return true;
            },
            [has_lied](FaultBench&) { return *has_lied; },
            {"--full"},
            {},
            {},
            judge_lie};
}

// Where Odoo's clock is behind, what it stamped later than that is left to the next cycle.
Failing clock(const std::string& name, std::function<void(FaultBench&)> set) {
    return {"clock",
            "clock " + name,
            [set = std::move(set)](FaultBench& bench) {
                set(bench);
                return true;
            },
            [](FaultBench& bench) { return !bench.odoo.requests().empty(); },
            {},
            {},
            {},
            [](FaultBench& bench, const Outcome& outcome) {
                return bench.judge_outcome(outcome) + bench.after(undisturbed_states().back());
            }};
}

Failing clock_by(const std::string& name, std::chrono::seconds by) {
    return clock(name, [by](FaultBench& bench) { bench.odoo.shift_date(by); });
}

// The clock of Odoo shows this moment, when clocks go forward or back somewhere.
Failing clock_at(const std::string& name, const std::string& moment) {
    return clock(name, [moment](FaultBench& bench) {
        bench.odoo.shift_date(from_odoo(moment).value() - bench.now());
    });
}

// Nobody ran a cycle for so long; meanwhile an NF was posted at each tenth of the time.
Failing outage(hours length, const std::string& fault_name, std::function<void(FaultBench&)> fault) {
    constexpr int k_nfs = 9;
    return {"outage",
            fmt::format("outage of {} h, then {}", length.count(), fault_name),
            [length, fault = std::move(fault)](FaultBench& bench) {
                bench.live();
                bench.run();
                bench.age(length);
                for (int tenth = 1; tenth <= k_nfs; ++tenth) {
                    const auto moment = to_odoo(bench.now() - std::chrono::minutes{length} * tenth / 10);
                    const Values dates{{"create_date", moment}, {"write_date", moment}};
                    const auto order =
                        bench.add_order(fmt::format("VCD00008{:02}", tenth), {{bench.palmito, 3}}, dates);
                    bench.add_nf(std::to_string(138000 + tenth), order, {1}, dates);
                }
                fault(bench);
                return true;
            },
            [](FaultBench&) { return true; },
            {},
            {},
            {},
            [](FaultBench& bench, const Outcome& outcome) {
                auto wrong = bench.judge_outcome(outcome);
                bench.mend();
                const auto next = bench.run();
                if (next.status != 0) wrong += "the next cycle fails: " + next.text() + "\n";
                const auto found =
                    bench.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf LIKE '138%'");
                if (found != std::to_string(k_nfs))
                    wrong += "of 9 NFs it has " + found + "\n" + next.text() + "\n";
                const auto pedidos = bench.value(
                    "SELECT count(*) FROM carteira_principal WHERE num_pedido LIKE 'VCD00008%' AND "
                    "qtd_saldo_produto_pedido = 2");
                if (pedidos != std::to_string(k_nfs)) wrong += "of 9 pedidos it has " + pedidos + "\n";
                return wrong;
            }};
}

}  // namespace

void add_lies(std::vector<Failing>& all) {
    for (const auto& answer : truth().answers) {
        for (std::size_t record = 0; record < answer.records; ++record) {
            for (const auto& kind : k_lies) {
                const bool is_possible = kind.lie == Lie::stale   ? answer.has_write_date
                                         : kind.lie == Lie::moved ? record + 1 < answer.records
                                                                  : true;
                if (is_possible) all.push_back(lie_about(kind, answer, record));
            }
        }
    }
}

void add_clocks(std::vector<Failing>& all) {
    for (const auto by : {3min, 61min}) {
        all.push_back(clock_by(fmt::format("{} min ahead", by.count()), by));
        all.push_back(clock_by(fmt::format("{} min behind", by.count()), -by));
    }
    for (const int days : {1, 40, 4000}) {
        all.push_back(clock_by(fmt::format("{} days ahead", days), hours{24 * days}));
        all.push_back(clock_by(fmt::format("{} days behind", days), -hours{24 * days}));
    }
    for (const auto* text :
         {"", "yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 2100 23:59:59 GMT"})
        all.push_back(
            clock(fmt::format("'{}'", text), [text](FaultBench& bench) { bench.odoo.send_date(text); }));
    // Sao Paulo (midnight does not exist, and is there twice), Lisbon, New York.
    for (const auto* moment :
         {"2018-11-04 02:59:59", "2018-11-04 03:00:00", "2019-02-17 01:59:59", "2019-02-17 02:00:00",
          "2026-03-29 01:00:00", "2026-10-25 01:00:00", "2026-03-08 07:00:00", "2026-11-01 06:00:00"})
        all.push_back(clock_at(moment, moment));
}

void add_outages(std::vector<Failing>& all) {
    for (const int length : {1, 3, 12, 25, 48, 7 * 24, 29 * 24, 31 * 24, 40 * 24}) {
        all.push_back(outage(hours{length}, "nothing", [](FaultBench&) {}));
        all.push_back(outage(hours{length}, "502", [](FaultBench& bench) {
            bench.odoo.on_request({.skip = 7, .times = -1, .fault = Fault::status(502)});
            bench.variables["CICLO_DEADLINE"] = "4s";
        }));
        all.push_back(outage(hours{length}, "a lost COMMIT", [](FaultBench& bench) {
            bench.proxy.add({.text = std::string("COMMIT\0", 7), .what = Break::reset, .is_passed_on = true});
        }));
        all.push_back(outage(hours{length}, "SIGTERM", [](FaultBench& bench) {
            bench.proxy.add({.text = "carteira_principal", .what = Break::none, .before = [&bench] {
                                 bench.send_signal(SIGTERM);
                             }});
        }));
    }
}

}  // namespace ciclo::test
