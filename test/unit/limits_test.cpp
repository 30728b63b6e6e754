#include "base/limits.hpp"

#include <poll.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <thread>

#include "action_support.hpp"
#include "base/error.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::thrown_by;

TEST_CASE("with time left and no stop signal a check passes") {
    StopFlag stop;
    const Limits limits(stop, 1h);
    CHECK_NOTHROW(limits.check());
    CHECK(limits.remaining() > 59min);
    CHECK(limits.clamp(5s) == 5000);
    CHECK(limits.clamp(0ms) == 1);
    CHECK(limits.clamp(2h) <= 3'600'000);
}

TEST_CASE("when the deadline has passed a check throws and nothing is waited for") {
    StopFlag stop;
    const Limits limits(stop, 0ms);
    CHECK(thrown_by([&] { limits.check(); }).kind == ErrorKind::deadline);
    CHECK(limits.remaining() == 0ms);
    CHECK(limits.clamp(5s) == 1);
    const auto start = Clock::now();
    CHECK_THROWS_AS(limits.sleep(5s), Error);
    CHECK(Clock::now() - start < 1s);
}

TEST_CASE("a sleep ends at the deadline, and a short one ends by itself") {
    StopFlag stop;
    const Limits limits(stop, 100ms);
    auto start = Clock::now();
    CHECK_NOTHROW(limits.sleep(20ms));
    CHECK(Clock::now() - start >= 20ms);
    start = Clock::now();
    CHECK_THROWS_AS(limits.sleep(10s), Error);
    CHECK(Clock::now() - start < 2s);
}

TEST_CASE("a stop wakes a sleep at once and wins over the deadline") {
    StopFlag stop;
    const Limits limits(stop, 1min);
    std::thread other([&] {
        std::this_thread::sleep_for(50ms);
        stop.request(SIGTERM);
    });
    const auto start = Clock::now();
    CHECK_THROWS_AS(limits.sleep(30s), Interrupted);
    CHECK(Clock::now() - start < 5s);
    other.join();
    CHECK(thrown_by([&] { Limits(stop, 0ms).check(); }).kind == ErrorKind::interrupted);
}

TEST_CASE("the stop flag keeps its first signal and stays readable") {
    StopFlag stop;
    pollfd watched{stop.fd(), POLLIN, 0};
    CHECK(stop.requested() == 0);
    CHECK(poll(&watched, 1, 0) == 0);
    stop.request(SIGINT);
    stop.request(SIGTERM);
    CHECK(stop.requested() == SIGINT);
    CHECK(poll(&watched, 1, 0) == 1);
    CHECK(poll(&watched, 1, 0) == 1);
}

TEST_CASE("narrower limits end earlier, never later, and obey the same stop") {
    StopFlag stop;
    const Limits limits(stop, 1min);
    CHECK(limits.within(1s).remaining() <= 1s);
    CHECK(limits.within(1h).remaining() <= 1min);
    CHECK_FALSE(limits.is_over());
    CHECK(limits.within(0ms).is_over());
    CHECK(Limits(stop, 0ms).within(1h).is_over());
    const auto narrow = limits.within(30s);
    stop.request(SIGTERM);
    CHECK(narrow.is_over());
    CHECK(thrown_by([&] { narrow.check(); }).kind == ErrorKind::interrupted);
}

TEST_CASE("what is extended goes on after a stop, and all of it ends together") {
    StopFlag stop;
    const Limits limits(stop, 1min);
    stop.request(SIGTERM);
    std::this_thread::sleep_for(50ms);
    const auto one = limits.extended_by(400ms);
    CHECK_FALSE(one.is_over());
    CHECK_NOTHROW(one.check());
    CHECK(one.remaining() <= 350ms);
    CHECK(one.stop_fd() == -1);
    CHECK_NOTHROW(one.sleep(20ms));
    CHECK(one.within(1h).remaining() <= 330ms);
    // Another one that begins later has what the first one left.
    const auto other = limits.extended_by(400ms).within(10s);
    CHECK_THROWS_AS(one.sleep(10s), Interrupted);
    CHECK(other.is_over());
    CHECK(other.stop_fd() == stop.fd());
    CHECK(Clock::now() - stop.requested_at() < 5s);
}

TEST_CASE("what is extended goes on after the deadline, and a stop that comes meanwhile counts from itself") {
    StopFlag stop;
    const Limits limits(stop, 0ms);
    const auto extended = limits.extended_by(300ms);
    CHECK_NOTHROW(extended.check());
    CHECK(extended.stop_fd() == stop.fd());
    stop.request(SIGTERM);
    CHECK_NOTHROW(extended.check());
    CHECK(extended.remaining() <= 300ms);
    CHECK_THROWS_AS(extended.sleep(10s), Error);
    CHECK(extended.is_over());
}
