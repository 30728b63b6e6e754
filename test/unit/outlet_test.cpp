#include "base/outlet.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/line_drain.hpp"

using namespace ciclo;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

// A pipe of two pages: one that is left makes it writable.
struct Pipe {
    std::array<int, 2> ends{};

    Pipe() {
        std::signal(SIGPIPE, SIG_IGN);
        REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
        REQUIRE(fcntl(ends[1], F_SETPIPE_SZ, 8192) == 8192);
    }
    ~Pipe() {
        close_reader();
        close(ends[1]);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;

    void close_reader() {
        if (ends[0] >= 0) close(ends[0]);
        ends[0] = -1;
    }
    [[nodiscard]] int in() const { return ends[1]; }

    // What is in it now.
    [[nodiscard]] std::string drain() const {
        std::string text;
        std::array<char, 8192> buffer{};
        pollfd watched{ends[0], POLLIN, 0};
        while (poll(&watched, 1, 0) > 0) {
            const auto got = read(ends[0], buffer.data(), buffer.size());
            if (got <= 0) break;
            text.append(buffer.data(), static_cast<std::size_t>(got));
        }
        return text;
    }
};

}  // namespace

TEST_CASE("what fits goes at once, what does not fit waits no longer than it may") {
    const Pipe pipe;
    CHECK(send_bytes(pipe.in(), "abc", 0ms).all());
    CHECK(pipe.drain() == "abc");
    const auto begin = Clock::now();
    const auto sent = send_bytes(pipe.in(), std::string(10'000, 'x'), 60ms);
    CHECK(sent.outcome == Sent::Outcome::late);
    CHECK(sent.bytes == 8192);
    CHECK(Clock::now() - begin >= 60ms);
    CHECK(send_bytes(pipe.in(), "y", 0ms).bytes == 0);
    CHECK((fcntl(pipe.in(), F_GETFL) & O_NONBLOCK) == 0);
    CHECK(pipe.drain() == std::string(8192, 'x'));
}

TEST_CASE("all of a long text goes while somebody reads") {
    const Pipe pipe;
    const std::string text(300'000, 'x');
    std::string read;
    std::thread reader([&] {
        while (read.size() < text.size()) {
            read += pipe.drain();
            std::this_thread::yield();
        }
    });
    CHECK(send_bytes(pipe.in(), text, 20s).all());
    reader.join();
    CHECK(read == text);
}

TEST_CASE("a stop ends the wait, but not what can be taken at once") {
    const Pipe pipe;
    StopFlag stop;
    stop.request(SIGTERM);
    CHECK(send_bytes(pipe.in(), "abc", 1min, stop.fd()).all());
    CHECK(send_bytes(pipe.in(), std::string(9000, 'x'), 1min, stop.fd()).outcome == Sent::Outcome::late);
}

TEST_CASE("a reader that has gone, a full disk and a closed descriptor are reported, and end no process") {
    Pipe pipe;
    pipe.close_reader();
    CHECK(send_bytes(pipe.in(), "abc", 1min).outcome == Sent::Outcome::gone);
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    CHECK(send_bytes(full, "abc", 1min).outcome == Sent::Outcome::gone);
    CHECK(errno == ENOSPC);
    close(full);
    CHECK(send_bytes(full, "abc", 1min).outcome == Sent::Outcome::gone);
}

TEST_CASE("a stopped terminal blocks nothing") {
    const int keeper = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(keeper >= 0);
    REQUIRE(grantpt(keeper) == 0);
    REQUIRE(unlockpt(keeper) == 0);
    const int terminal = open(ptsname(keeper), O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(terminal >= 0);
    // Nobody reads the other end: its buffer fills, whatever poll() says of it.
    Sent sent{Sent::Outcome::all, 0};
    for (int i = 0; i < 200 && sent.all(); ++i) sent = send_bytes(terminal, std::string(4096, 'x'), 60ms);
    CHECK(sent.outcome == Sent::Outcome::late);
    close(terminal);
    close(keeper);
}

TEST_CASE(
    "a line that nobody reads is dropped and counted, and the count is written when somebody reads again") {
    const Pipe pipe;
    StopFlag stop;
    stop.request(SIGTERM);  // for shorter waits
    LineDrain drain(pipe.in(), &stop);
    const std::string line(4000, 'x');
    for (int i = 0; i < 5; ++i) drain.put(line, false);
    CHECK(drain.dropped() == 3);
    CHECK_FALSE(drain.report_dropped(line));
    CHECK(drain.dropped() == 3);
    CHECK(pipe.drain() == line + "\n" + line + "\n");
    CHECK(drain.report_dropped("3 lines"));
    CHECK(drain.dropped() == 0);
    drain.put("next", false);
    CHECK(pipe.drain() == "3 lines\nnext\n");
}

TEST_CASE("a line that is torn in its middle is ended before the next one") {
    const Pipe pipe;
    StopFlag stop;
    stop.request(SIGTERM);
    LineDrain drain(pipe.in(), &stop);
    drain.put(std::string(9000, 'x'), false);
    CHECK(drain.dropped() == 1);
    CHECK(pipe.drain() == std::string(8192, 'x'));
    drain.put("next", false);
    CHECK(pipe.drain() == "\nnext\n");
}
