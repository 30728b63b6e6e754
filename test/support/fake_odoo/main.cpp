// fake_odoo: serves a made-up base until it receives a stop signal. For demonstrations and benchmarks.
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <map>
#include <stdexcept>
#include <string>

#include "base/stop.hpp"
#include "fake_odoo/scenario.hpp"

namespace {

using namespace ciclo::fake_odoo;

constexpr const char* k_usage =
    "usage: fake_odoo [--port 0] [--seed 7] [--pedidos 300] [--nfs 0] [--lines-per-nf 10] [--nf-lines 0]\n"
    "                 [--open-pedidos 0] [--lines-per-pedido 8] [--odoo 17] [--localisation ciel]\n"
    "                 [--paced 0]\n"
    "  --odoo N       the version, 16 to 19; 19 has JSON-2 too\n"
    "  --localisation NAME   ciel, oca or native\n"
    "  --nf-lines N   as --nfs, by the number of lines in all\n"
    "  --paced 1      answers take as long as those of a real Odoo 17\n"
    "database 'odoo', user 'ciclo@example.com', key 'chave-de-teste-0123456789'\n"
    "POST /demo/change {\"action\": \"new_pedido\" | \"change_quantity\" | \"delete_line\" | "
    "\"cancel_pedido\" |\n"
    "                              \"new_nf\" | \"cancel_nf\"}\n"
    "POST /demo/requests {}         the requests since the last time, one a line\n";

// Fits what was measured on an Odoo 17 with 20,000 pedidos and its database: 31 MiB in 83 answers by two
// workers took 5.3 s, a list of 70 KiB 34 ms, the lines of 50 pedidos (100 KiB) 40 ms, a count 21 to 25 ms.
constexpr FakeOdoo::Pace k_pace{std::chrono::milliseconds{15}, std::chrono::microseconds{300}};

struct Settings {
    std::map<std::string, int> numbers;
    std::string localisation = "ciel";
};

// Throws std::invalid_argument.
Settings parse(int argc, char** argv) {
    Settings settings;
    auto& options = settings.numbers;
    options = {{"--port", 0},          {"--seed", 7},     {"--pedidos", 300},    {"--nfs", 0},
               {"--lines-per-nf", 10}, {"--nf-lines", 0}, {"--open-pedidos", 0}, {"--lines-per-pedido", 8},
               {"--odoo", 17},         {"--paced", 0}};
    for (int i = 1; i < argc; i += 2) {
        if (std::string_view(argv[i]) == "--localisation" && i + 1 < argc) {
            settings.localisation = argv[i + 1];
            continue;
        }
        const auto option = options.find(argv[i]);
        if (option == options.end()) throw std::invalid_argument(fmt::format("unknown option '{}'", argv[i]));
        const std::string value = i + 1 < argc ? argv[i + 1] : "";
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), option->second);
        if (error != std::errc{} || end != value.data() + value.size() || option->second < 0)
            throw std::invalid_argument(fmt::format("{} needs a number, not '{}'", argv[i], value));
    }
    return settings;
}

std::pair<int, std::string> change(Scenario& scenario, const std::string& body) {
    const rapidjson::Document request = parse_json(body);
    if (request.HasParseError() || !request.IsObject() || !request.HasMember("action") ||
        !request["action"].IsString())
        return {400, R"({"error": "the body must be {\"action\": \"...\"}"})"};
    try {
        const Change done = scenario.apply(text_view(request["action"]));
        return {200, fmt::format(R"({{"action": {}, "description": {}}})", json_string(done.action),
                                 json_string(done.description))};
    } catch (const std::invalid_argument& error) {
        return {400, fmt::format(R"({{"error": {}}})", json_string(error.what()))};
    } catch (const std::runtime_error& error) {
        return {409, fmt::format(R"({{"error": {}}})", json_string(error.what()))};
    }
}

// The bodies of all requests since the last time, one a line.
std::string take_requests(FakeOdoo& odoo) {
    std::string bodies;
    for (const auto& request : odoo.requests())
        if (!request.body.empty()) bodies.append(request.body) += '\n';
    odoo.clear_requests();
    return bodies;
}

void wait_for(const ciclo::StopFlag& stop) {
    pollfd wait{.fd = stop.fd(), .events = POLLIN, .revents = 0};
    while (stop.requested() == 0) ::poll(&wait, 1, -1);
}

int serve(const Settings& settings) {
    const auto& options = settings.numbers;
    static ciclo::StopFlag stop;
    stop.watch_signals();
    const int version = options.at("--odoo");
    if (version < 16 || version > 19) throw std::invalid_argument("--odoo is 16 to 19");
    FakeOdoo odoo(options.at("--port"));
    odoo.set_version(fmt::format("{}.0", version));
    odoo.set_localisation(settings.localisation);
    if (options.at("--paced") != 0) odoo.set_pace(k_pace);
    const int lines = std::max(options.at("--lines-per-nf"), 1);
    const int nfs = std::max(options.at("--nfs"), (options.at("--nf-lines") + lines - 1) / lines);
    Scenario scenario(odoo, {.seed = static_cast<unsigned>(options.at("--seed")),
                             .pedidos = options.at("--pedidos"),
                             .nfs = nfs,
                             .lines_per_nf = lines,
                             .open_pedidos = options.at("--open-pedidos"),
                             .lines_per_pedido = options.at("--lines-per-pedido")});
    odoo.add_route("/demo/change", [&](const std::string& body) { return change(scenario, body); });
    odoo.add_route("/demo/requests", [&](const std::string&) { return std::pair(200, take_requests(odoo)); });
    fmt::print("listening on {}\n", odoo.url());
    std::fflush(stdout);
    wait_for(stop);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--help") {
        fmt::print("{}", k_usage);
        return 0;
    }
    try {
        return serve(parse(argc, argv));
    } catch (const std::invalid_argument& error) {
        fmt::print(stderr, "fake_odoo: {}\n{}", error.what(), k_usage);
        return 64;
    } catch (const std::exception& error) {
        fmt::print(stderr, "fake_odoo: {}\n", error.what());
        return 1;
    }
}
