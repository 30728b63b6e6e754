// throwaway_postgres: a PostgreSQL server for a demonstration, a try-out or a test run. Prints the URL of an
// empty database as its first line and an administrator's as its second (with --socket the server's address
// for CICLO_TEST_CLUSTER alone), serves until SIGTERM or SIGINT (with --until-eof also until its standard
// input ends), and leaves nothing behind.
#include <fmt/core.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

#include "cluster/cluster.hpp"

namespace {

int signals_as_descriptor() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    return signalfd(-1, &set, SFD_CLOEXEC);
}

bool input_has_ended() {
    std::array<char, 256> ignored{};
    return read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0;
}

void serve(int signals, bool until_eof) {
    // A negative descriptor is one that poll() passes over.
    std::array<pollfd, 2> watched{pollfd{signals, POLLIN, 0},
                                  pollfd{until_eof ? STDIN_FILENO : -1, POLLIN, 0}};
    while (true) {
        poll(watched.data(), watched.size(), -1);
        if (watched[0].revents != 0) return;
        if (watched[1].revents != 0 && input_has_ended()) return;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string_view> options(argv + 1, argv + argc);
    const auto given = [&](std::string_view option) {
        return std::count(options.begin(), options.end(), option);
    };
    const bool socket_only = given("--socket") != 0;
    if (given("--socket") + given("--until-eof") != argc - 1) {
        fmt::print(stderr, "usage: throwaway_postgres [--socket] [--until-eof]\n");
        return 64;
    }
    try {
        const int signals = signals_as_descriptor();
        ciclo::test::Cluster cluster({.tcp = !socket_only, .fsync = false});
        const ciclo::test::Database database(cluster, "ciclo_demo");
        fmt::print("{}\n", socket_only ? cluster.address() : database.tcp_url());
        if (!socket_only) fmt::print("administrator: {}\n", database.admin_url());
        std::fflush(stdout);
        serve(signals, given("--until-eof") != 0);
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "throwaway_postgres: {}\n", error.what());
        return 1;
    }
}
