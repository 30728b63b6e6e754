#include "base/secret.hpp"

#include <fmt/core.h>

#include <catch2/catch.hpp>

using namespace ciclo;

TEST_CASE("a secret is blanked wherever it stands, also in its URL-encoded form") {
    const Secret secret("p@ss w/rd-ção-1");
    CHECK(secret.reveal() == "p@ss w/rd-ção-1");
    CHECK(redact("x p@ss w/rd-ção-1 y p@ss w/rd-ção-1") == "x *** y ***");
    CHECK(redact("postgres://u:p%40ss%20w%2Frd-%C3%A7%C3%A3o-1@host") == "postgres://u:***@host");
    CHECK(redact("nothing here") == "nothing here");
    CHECK(redact("").empty());
}

TEST_CASE("a secret is blanked in the forms that JSON and URLs give it") {
    register_secret("se\"gr\\edo \n\xC3\xA7\xF0\x9F\x9A\x9A");
    CHECK(redact("se\\\"gr\\\\edo \\n\xC3\xA7\xF0\x9F\x9A\x9A") == "***");
    CHECK(redact("se\\\"gr\\\\edo \\n\\u00e7\\ud83d\\ude9a") == "***");
    CHECK(redact("se%22gr%5cedo%20%0a%c3%a7%f0%9f%9a%9a") == "***");
    CHECK(redact("se%22gr%5Cedo+%0A%C3%A7%F0%9F%9A%9A") == "***");
}

TEST_CASE("of two secrets of which one holds the other, the longer is blanked whole") {
    register_secret("segredo-xyz");
    register_secret("segredo-xyz-longo");
    CHECK(redact("segredo-xyz-longo!") == "***!");
    CHECK(redact("segredo-xyz!") == "***!");
}

TEST_CASE("a secret of fewer than four characters would blank ordinary words and is not registered") {
    const Secret secret("ab1");
    CHECK(redact("ab1 cab1n") == "ab1 cab1n");
    const Secret empty;
    CHECK(empty.empty());
    CHECK(empty.size() == 0);
    register_secret("");
    CHECK(redact("text") == "text");
}

TEST_CASE("a secret made of the blank's own stars does not blank endlessly") {
    register_secret("****");
    CHECK(redact("********") == "******");
}

// The promise of the type: it cannot be shown by accident.
static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<std::string, Secret>);
