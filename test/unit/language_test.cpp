#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "language/catalogue.hpp"
#include "language/phrase.hpp"

using namespace ciclo;
using language::Language;
using language::Phrase;

namespace {

namespace fs = std::filesystem;

// "ab" of the text `"a" "b"`, escapes undone as far as the sources have them.
std::string joined(const std::string& literals) {
    static const std::regex k_literal(R"re("((?:[^"\\]|\\.)*)")re");
    std::string out;
    for (std::sregex_iterator it(literals.begin(), literals.end(), k_literal), end; it != end; ++it) {
        out += (*it)[1].str();
    }
    return std::regex_replace(out, std::regex(R"(\\(["\\]))"), "$1");
}

// Every text of lib and cmd that stands before _tr.
std::set<std::string> texts_of_sources() {
    static const std::regex k_marked(R"re(("(?:[^"\\\n]|\\.)*"\s*)+_tr)re");
    std::set<std::string> out;
    for (const auto* folder : {"/lib", "/cmd"}) {
        for (const auto& entry : fs::recursive_directory_iterator(std::string(CICLO_SOURCE_DIR) + folder)) {
            if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
            std::ifstream file(entry.path());
            std::ostringstream text;
            text << file.rdbuf();
            const auto source = text.str();
            for (std::sregex_iterator it(source.begin(), source.end(), k_marked), end; it != end; ++it) {
                out.insert(joined(it->str()));
            }
        }
    }
    // What explains the mark, and what makes it.
    out.erase("...");
    out.erase("");
    return out;
}

std::multiset<std::string> texts_of_catalogue() {
    std::multiset<std::string> out;
    for (const auto& list : language::catalogue()) {
        for (const auto& entry : list) out.emplace(entry.english);
    }
    return out;
}

// "{}" and "{0}" and "{:>8}", each once a value.
std::size_t count_values(const std::string& text) {
    static const std::regex k_value(R"(\{[0-9]*(:[^}]*)?\})");
    return static_cast<std::size_t>(
        std::distance(std::sregex_iterator(text.begin(), text.end(), k_value), std::sregex_iterator()));
}

}  // namespace

TEST_CASE("every message for people is in the catalogue, and the catalogue has no other") {
    const auto used = texts_of_sources();
    const auto known = texts_of_catalogue();
    CHECK(used.size() > 50);
    for (const auto& text : used) {
        INFO("in the sources, not in the catalogue: " << text);
        CHECK(known.count(text) > 0);
    }
    for (const auto& text : known) {
        INFO("in the catalogue, not in the sources, or there twice: " << text);
        CHECK(used.count(text) == 1);
        CHECK(known.count(text) == 1);
    }
}

TEST_CASE("a Portuguese text says something of its own, with the same values") {
    for (const auto& list : language::catalogue()) {
        for (const auto& entry : list) {
            INFO(entry.english);
            CHECK_FALSE(entry.portuguese.empty());
            CHECK(count_values(std::string(entry.portuguese)) == count_values(std::string(entry.english)));
        }
    }
}

TEST_CASE("a phrase is put together in the requested language, its values too") {
    const auto inner = "{} (committed)"_tr("faturamento");
    CHECK(inner.english() == "faturamento (committed)");
    CHECK(inner.in(Language::portuguese) == "faturamento (confirmadas)");
    const auto outer = Phrase("unchanged"_tr).and_then(inner, "; ");
    CHECK(outer.english() == "unchanged; faturamento (committed)");
    CHECK(outer.in(Language::portuguese) == "nada mudou; faturamento (confirmadas)");
}

TEST_CASE("what is said verbatim keeps its braces, and nothing added to nothing is nothing") {
    CHECK(Phrase::verbatim("{} {0}").in(Language::portuguese) == "{} {0}");
    CHECK("{} (committed)"_tr("{}").english() == "{} (committed)");
    CHECK(Phrase().empty());
    CHECK(Phrase().and_then(Phrase(), "; ").empty());
    CHECK(Phrase().and_then("unchanged"_tr, "; ").english() == "unchanged");
}

TEST_CASE(
    "the language is --lang, else CICLO_LANG, else the first of LC_ALL, LC_MESSAGES and LANG that is set") {
    using config::language_of;
    CHECK(language_of({}, {}) == Language::english);
    CHECK(language_of({{"LANG", "pt_BR.UTF-8"}}, {}) == Language::portuguese);
    CHECK(language_of({{"LANG", "pt_BR.UTF-8"}, {"LC_ALL", "C.UTF-8"}}, {}) == Language::english);
    CHECK(language_of({{"LANG", "en_US.UTF-8"}, {"LC_MESSAGES", "pt_BR"}}, {}) == Language::portuguese);
    CHECK(language_of({{"LANG", "pt_BR.UTF-8"}, {"LC_ALL", ""}}, {}) == Language::portuguese);
    CHECK(language_of({{"LANG", "pt_BR.UTF-8"}, {"LC_ALL", "de_DE"}}, {}) == Language::english);
    CHECK(language_of({{"LANG", "pt_BR"}, {"CICLO_LANG", "en"}}, {}) == Language::english);
    CHECK(language_of({{"CICLO_LANG", "en"}}, {{"lang", "pt-BR"}}) == Language::portuguese);
}
