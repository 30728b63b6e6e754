#include "faults.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <map>
#include <sstream>

#include "preload/let_fail.hpp"

namespace ciclo::test {
namespace {

// Of a call that a cycle makes more often, so many are spread over it.
constexpr long k_most_of_a_call = 120;

struct MessageFault {
    const char* kind;
    Break what = Break::none;
    bool is_passed_on = false;
    std::function<void(FaultBench&)> action{};
    bool is_everywhere = false;  // else at every second message, half of these faults at the even ones
};

const std::vector<MessageFault>& message_faults() {
    const auto signal = [](int number) { return [number](FaultBench& bench) { bench.send_signal(number); }; };
    static const std::vector<MessageFault> k_faults{
        {"reset", Break::reset},
        {"answer lost, reset", Break::reset, true, {}, true},
        {"half open", Break::half_open},
        {"answer lost, half open", Break::half_open, true},
        {"session terminated", Break::none, true,
         [](FaultBench& bench) { bench.on_sessions("pg_terminate_backend"); }, true},
        {"statement cancelled", Break::none, true,
         [](FaultBench& bench) { bench.on_sessions("pg_cancel_backend"); }},
        {"SIGTERM", Break::none, true, signal(SIGTERM), true},
        {"SIGINT twice", Break::none, true,
         [](FaultBench& bench) {
             bench.send_signal(SIGINT);
             bench.send_signal(SIGINT);
         }},
        {"answer lost and SIGTERM", Break::half_open, true, signal(SIGTERM)},
        {"server hangs and SIGTERM", Break::hang, false, signal(SIGTERM)},
    };
    return k_faults;
}

Failing at_message(const MessageFault& fault, int number) {
    return {fmt::format("message: {}", fault.kind), fmt::format("message {}: {}", number, fault.kind),
            [fault, number](FaultBench& bench) {
                BreakRule rule{.text = "",
                               .what = fault.what,
                               .is_passed_on = fault.is_passed_on,
                               .nth = number,
                               .is_for_all = fault.what == Break::hang};
                if (fault.action) rule.before = [&bench, fault] { fault.action(bench); };
                bench.proxy.add(std::move(rule));
                return true;
            },
            [](FaultBench& bench) { return bench.proxy.fired() > 0; }};
}

struct RequestFault {
    const char* kind;
    Fault fault;
    int times = 1;
    int signal = 0;
};

const std::vector<RequestFault>& request_faults() {
    static const std::vector<RequestFault> k_faults{
        {"closed", Fault::close_without_answer()},
        {"cut", Fault::cut_body_at(30)},
        {"502", Fault::status(502)},
        {"500 for ever", Fault::status(500), -1},
        {"not JSON", Fault::not_json()},
        {"a page", Fault::html_200()},
        {"another id", Fault::wrong_id()},
        {"access refused", Fault::odoo_error("odoo.exceptions.AccessError", "no"), -1},
        {"serialization failure",
         Fault::odoo_error("psycopg2.errors.SerializationFailure", "could not serialize access")},
        {"late", Fault::delay(std::chrono::milliseconds{50})},
        {"SIGTERM", Fault::never_answer(), -1, SIGTERM},
    };
    return k_faults;
}

Failing at_request(const RequestFault& fault, int number) {
    const auto rule = std::make_shared<std::size_t>(0);
    return {fmt::format("request: {}", fault.kind), fmt::format("request {}: {}", number, fault.kind),
            [fault, number, rule](FaultBench& bench) {
                Rule wanted{.skip = number - 1, .times = fault.times, .fault = fault.fault};
                if (fault.signal != 0) wanted.before = [&bench, fault] { bench.send_signal(fault.signal); };
                *rule = bench.odoo.on_request(std::move(wanted));
                return true;
            },
            [rule](FaultBench& bench) { return bench.odoo.fired(*rule) > 0; }};
}

// A cycle opens files only where a setting names one: a secret's, and the metrics'.
void use_files(FaultBench& bench) {
    const auto directory = bench.database.cluster().directory();
    const auto key_file = directory / (bench.database.name() + ".key");
    std::ofstream(key_file) << FakeOdoo::k_api_key << '\n';
    bench.variables.erase("ODOO_API_KEY");
    bench.variables["ODOO_API_KEY_FILE"] = key_file;
    bench.variables["CICLO_METRICS_FILE"] = directory / (bench.database.name() + ".prom");
}

bool let_call_fail(FaultBench& bench, const std::string& call, long number, const char* how) {
    if (call == "open") use_files(bench);
    return let_fail(bench.variables, fmt::format("{}:{}:{}", call, number, how), bench.fired_file);
}

Failing at_call(const std::string& call, long number, const char* how) {
    return {fmt::format("call: {} {}", call, how),
            fmt::format("call {}:{}:{}", call, number, how),
            [=](FaultBench& bench) { return let_call_fail(bench, call, number, how); },
            [](FaultBench& bench) { return std::filesystem::remove(bench.fired_file); },
            // What fails for ever is retried until then.
            {"--deadline", "2s"}};
}

Extent measured() {
    Extent extent;
    {
        FaultBench bench;
        bench.undisturbed();
        extent.messages = bench.proxy.messages();
        extent.requests = static_cast<int>(bench.odoo.requests().size());
    }
    for (const auto* call : {"send", "recv", "connect", "socket", "poll", "write", "open", "malloc"}) {
        FaultBench bench;
        if (!let_call_fail(bench, call, 0, "once")) continue;
        bench.variables["CICLO_FAULT_COUNT"] = bench.fired_file;
        bench.run();
        long count = 0;
        std::ifstream(bench.fired_file) >> count;
        std::filesystem::remove(bench.fired_file);
        extent.calls.emplace_back(call, count);
    }
    return extent;
}

}  // namespace

const States& undisturbed_states() {
    static std::map<std::string, States> by_day;
    auto& states = by_day[today()];
    if (states.empty()) states = shared("states " + today(), [] { return FaultBench().undisturbed(); });
    return states;
}

Extent measure() {
    const auto lines = shared("extent", [] {
        const auto found = measured();
        std::vector<std::string> out{fmt::format("{} {}", found.messages, found.requests)};
        for (const auto& [call, count] : found.calls) out.push_back(fmt::format("{} {}", call, count));
        return out;
    });
    Extent extent;
    std::istringstream(lines.front()) >> extent.messages >> extent.requests;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        auto& [call, count] = extent.calls.emplace_back();
        std::istringstream(lines[i]) >> call >> count;
    }
    return extent;
}

std::vector<Failing> all_faults(const Extent& extent) {
    std::vector<Failing> all;
    int first = 0;
    for (const auto& fault : message_faults()) {
        const int step = fault.is_everywhere ? 1 : 2;
        for (int number = step == 1 ? 1 : 1 + first++ % step; number <= extent.messages; number += step)
            all.push_back(at_message(fault, number));
    }
    for (const auto& fault : request_faults())
        for (int number = 1; number <= extent.requests; ++number) all.push_back(at_request(fault, number));
    for (const auto& [call, count] : extent.calls) {
        const auto step = std::max(1L, count / k_most_of_a_call);
        // The first memory of all is what libstdc++ keeps for throwing when there is none.
        for (long number = call == "malloc" ? 2 : 1; number <= count; number += step)
            for (const auto* how : {"once", "ever"}) all.push_back(at_call(call, number, how));
    }
    add_faults_of_the_server(extent, all);
    add_what_goes_on_beside(extent, all);
    add_lies(all);
    add_clocks(all);
    add_outages(all);
    return all;
}

}  // namespace ciclo::test
