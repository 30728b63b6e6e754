#include "base/log.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <thread>

#include "base/secret.hpp"
#include "json/value.hpp"
#include "log_support.hpp"

using namespace ciclo;
using Catch::Matchers::Matches;
using test::CollectedLog;

namespace {}  // namespace

TEST_CASE("a line of text has time, level, message and fields, quoted where they need it") {
    CollectedLog collected;
    collected.log.info("done", {{"stage", "carteira"}, {"ms", 842LL}, {"text", "two words"}, {"empty", ""}});
    collected.log.error("oh", {{"quote", "a\"b\\c\nd"}, {"equals", "a=b"}, {"tab", "a\tb"}});
    REQUIRE(collected.lines.size() == 2);
    CHECK_THAT(
        collected.lines.at(0),
        Matches(
            R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ info    done stage=carteira ms=842 text="two words" empty="")"));
    CHECK_THAT(collected.lines.at(1),
               Matches(R"(.*Z error   oh quote="a\\"b\\\\c\\nd" equals="a=b" tab="a\\u0009b")"));
}

TEST_CASE("a line of JSON is one object whose numbers are numbers") {
    CollectedLog collected;
    collected.log.set_format(LogFormat::json);
    collected.log.warning("say \"hi\"\n", {{"ms", 842LL}, {"text", "São\x01"}, {"looks_like", "842"}});
    REQUIRE(collected.lines.size() == 1);
    CHECK(collected.lines.at(0).find('\n') == std::string::npos);
    const auto document = json::Document::parse(collected.lines.at(0));
    const auto root = document.root();
    CHECK(root.at("level").string() == "warning");
    CHECK(root.at("message").string() == "say \"hi\"\n");
    CHECK(root.at("ms").integer() == 842);
    CHECK(root.at("text").string() == "São\x01");
    CHECK(root.at("looks_like").string() == "842");
}

TEST_CASE("what comes from outside neither forges a line nor steers a terminal") {
    for (const auto format : {LogFormat::text, LogFormat::json}) {
        CollectedLog collected;
        collected.log.set_format(format);
        collected.log.info("VCD1\n2026-01-01T00:00:00Z error forged\x1B[2J",
                           {{"name", "a\rb\xE2\x80\xAE"}, {"plain", "\x1B"}});
        REQUIRE(collected.lines.size() == 1);
        const auto& line = collected.lines.front();
        for (const auto* raw : {"\n", "\r", "\x1B", "\xE2\x80\xAE"}) CHECK(line.find(raw) == line.npos);
        CHECK(line.find("\\n2026") != line.npos);
        CHECK(line.find("\\u202e") != line.npos);
    }
}

TEST_CASE("a secret that is a word of JSON does not break it, nor does one that JSON escapes") {
    CollectedLog collected;
    register_secret(R"(":"info)");
    register_secret("quo\"ted");
    collected.log.set_format(LogFormat::json);
    collected.log.info(R"(a ":"info)", {{"why", "quo\"ted"}});
    const auto document = json::Document::parse(collected.lines.at(0));
    CHECK(document.root().at("level").string() == "info");
    CHECK(document.root().at("message").string() == "a ***");
    CHECK(document.root().at("why").string() == "***");
}

TEST_CASE("lines below the level are not written") {
    CollectedLog collected;
    collected.log.debug("a");
    collected.log.set_level(LogLevel::error);
    collected.log.info("b");
    collected.log.warning("c");
    CHECK(collected.lines.empty());
    collected.log.error("d");
    collected.log.set_level(LogLevel::debug);
    collected.log.debug("e");
    CHECK(collected.lines.size() == 2);
}

TEST_CASE("a secret in a message, in a field or in JSON is blanked") {
    CollectedLog collected;
    register_secret("chave-muito-secreta");
    collected.log.info("chave-muito-secreta", {{"key", "x chave-muito-secreta"}});
    collected.log.set_format(LogFormat::json);
    collected.log.info("chave-muito-secreta", {{"key", "x chave-muito-secreta"}});
    for (const auto& line : collected.lines) {
        CHECK(line.find("chave-muito-secreta") == std::string::npos);
        CHECK(line.find("***") != std::string::npos);
    }
    CHECK(collected.lines.size() == 2);
}

TEST_CASE(
    "the last lines are kept from info on, redacted, also where the level keeps them from being written") {
    CollectedLog collected;
    register_secret("chave-muito-secreta");
    collected.log.set_level(LogLevel::error);
    CHECK(collected.log.last_lines(1'000).empty());
    collected.log.debug("a");
    collected.log.info("b chave-muito-secreta");
    collected.log.warning("c");
    collected.log.error("d");
    CHECK(collected.lines.size() == 1);
    CHECK_THAT(collected.log.last_lines(1'000),
               Matches("[^\n]*Z info    b \\*\\*\\*\n[^\n]*Z warning c\n[^\n]*Z error   d\n"));
    collected.log.set_level(LogLevel::debug);
    collected.log.debug("e");
    CHECK(collected.log.last_lines(1'000).find("debug") == std::string::npos);
    const Log copy = collected.log;
    copy.info("f");
    CHECK(collected.log.last_lines(1'000) == copy.last_lines(1'000));
}

TEST_CASE("only whole lines are given, the newest that fit, and of one that is too long its beginning") {
    CollectedLog collected;
    for (const auto* text : {"first", "second", "third"}) collected.log.info(text);
    const auto all = collected.log.last_lines(1'000);
    CHECK(collected.log.last_lines(all.size()) == all);
    const auto two = collected.log.last_lines(all.size() - 1);
    CHECK(two == all.substr(all.find('\n') + 1));
    collected.log.info("\xC3\xA3\xC3\xA3");
    CHECK_THAT(collected.log.last_lines(32), Matches(".*Z info    \xC3\xA3"));
    CHECK(collected.log.last_lines(0).empty());
}

TEST_CASE("a long log does not grow in memory") {
    CollectedLog collected;
    for (int i = 0; i < 3'000; ++i) collected.log.info(std::string(100, 'x'));
    const auto kept = collected.log.last_lines(10'000'000);
    CHECK(kept.size() <= 100'000);
    CHECK(kept.size() > 99'000);
}

TEST_CASE("on a terminal progress is one line that goes before the log's next line and when the read ends") {
    CollectedLog collected;
    std::string screen;
    collected.log.show_progress_on([&](std::string_view bytes) { screen += bytes; });
    const std::string wiped = "\r" + std::string(79, ' ') + "\r";
    std::this_thread::sleep_for(std::chrono::milliseconds{110});
    collected.log.progress("reading Odoo", {{"model", "sale.order"}, {"records", 2000LL}});
    // Too soon to be seen.
    collected.log.progress("reading Odoo", {{"model", "sale.order"}, {"records", 2001LL}});
    CHECK(screen == "reading Odoo model=sale.order records=2000");
    collected.log.info("done");
    CHECK(screen == "reading Odoo model=sale.order records=2000" + wiped);
    collected.log.end_progress();
    CHECK(screen == "reading Odoo model=sale.order records=2000" + wiped);
    CHECK(collected.lines.size() == 1);
}

TEST_CASE("progress is due when its pause has passed, and then not at once again") {
    Progress progress;
    const auto start = Progress::Clock::now();
    CHECK_FALSE(progress.is_due(std::chrono::seconds{10}, start + std::chrono::seconds{9}));
    CHECK(progress.is_due(std::chrono::seconds{10}, start + std::chrono::seconds{11}));
    CHECK_FALSE(progress.is_due(std::chrono::seconds{10}, start + std::chrono::seconds{20}));
    CHECK(progress.is_due(std::chrono::seconds{10}, start + std::chrono::seconds{21}));
}

TEST_CASE("progress is not drawn when the log is quiet or JSON, and a secret in it is not shown") {
    register_secret("segredo-do-progresso");
    for (const bool json : {false, true}) {
        CollectedLog collected;
        std::string screen;
        collected.log.show_progress_on([&](std::string_view bytes) { screen += bytes; });
        if (json) collected.log.set_format(LogFormat::json);
        if (!json) collected.log.set_level(LogLevel::error);
        std::this_thread::sleep_for(std::chrono::milliseconds{110});
        collected.log.progress("reading Odoo", {});
        CHECK(screen.empty());
        CHECK(collected.lines.empty());
    }
    Progress progress;
    CollectedLog collected;
    std::string screen;
    collected.log.show_progress_on([&](std::string_view bytes) { screen += bytes; });
    std::this_thread::sleep_for(std::chrono::milliseconds{110});
    collected.log.progress("reading segredo-do-progresso", {});
    CHECK(screen.find("segredo") == std::string::npos);
    CHECK_FALSE(screen.empty());
}
