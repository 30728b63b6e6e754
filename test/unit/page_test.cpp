#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <regex>

#include "base/secret.hpp"
#include "page/page.hpp"

using namespace ciclo;
using namespace ciclo::page;
using Catch::Matchers::Contains;
using language::Language;

namespace {

StageStatus shown_stage(const std::string& name, std::chrono::minutes age, bool is_stale) {
    StageStatus out;
    out.freshness.stage = name;
    out.freshness.last_good = UtcSeconds{};
    out.freshness.local_last_good = "2026-11-24 10:00";
    out.freshness.age = age;
    out.freshness.is_stale = is_stale;
    return out;
}

CycleRecord shown_cycle(const std::string& local_started, const std::string& outcome = "ok",
                        int exit_code = 0) {
    CycleRecord out;
    out.local_started = local_started;
    out.finished_at = UtcSeconds{};
    out.taken = std::chrono::seconds{30};
    out.outcome = outcome;
    out.exit_code = exit_code;
    return out;
}

// A day on which all went well.
ReportFacts facts() {
    ReportFacts out;
    out.status.has_journal = true;
    out.status.max_age = std::chrono::minutes{45};
    for (const auto* name : {"faturamento", "integridade", "faturado", "carteira"}) {
        out.status.stages.push_back(shown_stage(name, std::chrono::minutes{12}, false));
    }
    out.cycles = {shown_cycle("2026-11-24 09:30:00"), shown_cycle("2026-11-24 10:00:00")};
    out.status.last_cycle = out.cycles.back();
    out.overview.first_cycle = "2026-11-24 09:30:00";
    for (int day = 1; day <= k_days_of_changes; ++day) {
        out.overview.days.push_back({fmt::format("2026-11-{:02}", day), 1, 1234, 2, 0, 3, 4, 5, 6, 7, 8, 9});
    }
    out.now = "2026-11-24 10:12:00";
    out.database = "db.example.com/frete as leitura";
    out.time_zone = "America/Sao_Paulo";
    out.version = "1.2.3";
    return out;
}

std::string page_of(const ReportFacts& facts, Language language = Language::english) {
    return report_page(facts, language);
}

int count(const std::string& text, const std::string& pattern) {
    const std::regex regex(pattern);
    return static_cast<int>(
        std::distance(std::sregex_iterator(text.begin(), text.end(), regex), std::sregex_iterator()));
}

// Every element that was opened is closed, in its order.
bool is_nested(const std::string& text) {
    static const std::regex k_tag("<(/?)([a-z0-9]+)[^>]*?(/?)>");
    std::vector<std::string> open;
    for (std::sregex_iterator it(text.begin(), text.end(), k_tag), end; it != end; ++it) {
        const auto name = (*it)[2].str();
        if ((*it)[3].length() > 0 || name == "meta") continue;
        if ((*it)[1].length() == 0) {
            open.push_back(name);
        } else if (open.empty() || open.back() != name) {
            return false;
        } else {
            open.pop_back();
        }
    }
    return open.empty();
}

}  // namespace

TEST_CASE("the page begins with the sentence of 'ciclo status'") {
    auto found = facts();
    CHECK_THAT(page_of(found),
               Contains("class=\"verdict well\"") && Contains("all is well: every stage had a good run"));
    CHECK_THAT(page_of(found, Language::portuguese),
               !Contains("all is well") && Contains("<html lang=\"pt-BR\">"));
    found.status.stages[3] = shown_stage("carteira", std::chrono::minutes{222}, true);
    CHECK_THAT(page_of(found), Contains("class=\"verdict unwell\"") &&
                                   Contains("carteira has been stale since 2026-11-24 10:00"));
}

TEST_CASE("a last cycle that failed takes the tick away, though no stage is stale") {
    auto found = facts();
    found.status.last_cycle = shown_cycle("2026-11-24 10:00:00", "odoo_unavailable", 69);
    CHECK_THAT(page_of(found), Contains("class=\"verdict doubtful\"") && Contains("odoo_unavailable (69)"));
}

TEST_CASE("what comes from the database is text, never markup") {
    const std::string hostile = "<script>alert(\"1\")</script>&'";
    auto found = facts();
    found.cycles.push_back(shown_cycle("2026-11-24 10:05:00", hostile, 70));
    found.cycles.back().error = hostile;
    found.cycles.back().stages.push_back({});
    found.cycles.back().stages.back().stage = "carteira";
    found.cycles.back().stages.back().findings = {{hostile, std::nullopt, 1, hostile}};
    found.status.last_cycle = found.cycles.back();
    found.overview.inconsistencies = {{{hostile, 1, hostile, hostile, hostile}}, 1};
    Reject reject;
    reject.key.model = hostile;
    reject.reason = reject.local_first_seen = reject.local_last_seen = hostile;
    reject.accepted = Acceptance{{}, hostile, hostile, hostile, hostile};
    found.overview.rejects = {{reject}, 1};
    found.overview.alerts = {{{hostile, hostile, hostile, hostile, hostile, hostile, hostile, hostile}}, 1};
    found.database = hostile;
    found.time_zone = hostile;
    for (const auto language : {Language::english, Language::portuguese}) {
        const auto text = page_of(found, language);
        CHECK(text.find("<script") == std::string::npos);
        CHECK(count(text, "&lt;script&gt;alert\\(&quot;1&quot;\\)&lt;/script&gt;&amp;&#39;") > 20);
        CHECK(is_nested(text));
    }
}

TEST_CASE("the page needs nothing but itself, and may not even ask") {
    const auto text = page_of(facts());
    for (const auto* word :
         {"http:", "https:", "//", "src=", "url(", "<link", "<script", "<img", "<iframe", "@import"}) {
        INFO(word);
        CHECK(text.find(word) == std::string::npos);
    }
    CHECK(count(text, "href=\"[^#]") == 0);
    CHECK_THAT(text, Contains("Content-Security-Policy\" content=\"default-src &#39;none&#39;"));
}

TEST_CASE("every table has a caption and headings, every drawing a title") {
    const auto text = page_of(facts());
    CHECK(is_nested(text));
    CHECK(count(text, "<table") == count(text, "<caption>"));
    CHECK(count(text, "<th ") == count(text, "<th scope=\"(col|row)\""));
    CHECK(count(text, "<svg[^>]*role=\"img\"[^>]*><title>") == count(text, "role=\"img\""));
    CHECK(count(text, "<h1>") == 1);
    for (const auto* id : {"inconsistencies", "rejects", "alerts", "findings"}) {
        CHECK_THAT(text, Contains(fmt::format("href=\"#{}\"", id)) && Contains(fmt::format("id=\"{}\"", id)));
    }
}

TEST_CASE("a list shows how much more there is") {
    auto found = facts();
    found.overview.alerts.rows.resize(15);
    found.overview.alerts.total = 1047;
    CHECK_THAT(page_of(found), Contains("and 1,032 more"));
    CHECK_THAT(page_of(found, Language::portuguese), Contains("e mais 1.032"));
    found.overview.alerts.total = 15;
    CHECK_THAT(page_of(found), !Contains(" more<"));
}

TEST_CASE("failures have a mark of their own, their code, and a row with the error") {
    auto found = facts();
    for (const auto* minute : {"00", "10", "20"}) {
        found.cycles.push_back(
            shown_cycle(fmt::format("2026-11-24 10:{}:30", minute), "odoo_unavailable", 69));
    }
    found.cycles.back().error = "connection refused\nsecond line";
    const auto text = page_of(found);
    CHECK(count(text, "class=\"mark failed\"") == 3 + 1);  // and the legend's
    CHECK(count(text, "class=\"code\"[^>]*>69<") == 1);
    CHECK_THAT(text, Contains("24 Nov 2026, 10:00 to 10:20") && Contains("connection refused..."));
}

TEST_CASE("a time in which no cycle ran is drawn and named") {
    auto found = facts();
    found.now = "2026-11-24 22:00:30";
    CHECK_THAT(page_of(found), Contains("no cycle for 12 h<"));
}

TEST_CASE("numbers and dates are those of the language") {
    CHECK_THAT(page_of(facts()),
               Contains(">1,234<") && Contains("made 24 Nov 2026, 10:12 (local time, America/Sao_Paulo)"));
    CHECK_THAT(page_of(facts(), Language::portuguese),
               Contains(">1.234<") && Contains("feito em 24/11/2026 10:12"));
}

TEST_CASE("where no cycle ever ran, the page says so and shows no empty drawings") {
    auto found = facts();
    found.cycles.clear();
    found.status.last_cycle.reset();
    found.overview.first_cycle.clear();
    for (auto& status : found.status.stages) {
        status.freshness.last_good.reset();
        status.freshness.is_stale = true;
    }
    const auto text = page_of(found);
    CHECK_THAT(text,
               Contains("never had a good run") && !Contains("id=\"cycles\"") && !Contains("id=\"changes\""));
    found.status.has_journal = false;
    CHECK_THAT(page_of(found), Contains("ciclo has never run on this database") && Contains("schema apply") &&
                                   !Contains("<table"));
}

TEST_CASE("a password that is a word of the markup blanks texts, not the page") {
    register_secret("verdict");
    auto found = facts();
    found.database = "db/verdict";
    const auto text = page_of(found);
    CHECK_THAT(text, Contains("class=\"verdict well\"") && !Contains("db/verdict"));
}
