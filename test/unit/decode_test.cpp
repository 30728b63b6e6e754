#include "staging/decode.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"

using namespace ciclo;
using namespace ciclo::staging;
using Catch::Matchers::Contains;

namespace {

constexpr const char* k_null = "NULL";

// What a field of this kind makes of a JSON text; "NULL", or "refused: <why>".
std::string decoded(Kind kind, const std::string& text) {
    const auto document = json::Document::parse(text);
    try {
        return decode(document.root(), {"column", "x_field", "type", kind}).value_or(k_null);
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::odoo_answer);
        return std::string("refused: ") + error.what();
    }
}

bool is_refused(Kind kind, const std::string& text) {
    INFO(text);
    return decoded(kind, text).starts_with("refused: ");
}

}  // namespace

TEST_CASE("false and null are empty for everything but a flag and a list of ids") {
    for (const auto kind : {Kind::text, Kind::decimal, Kind::date, Kind::datetime, Kind::reference}) {
        CHECK(decoded(kind, "false") == k_null);
        CHECK(decoded(kind, "null") == k_null);
    }
    for (const auto* empty : {"false", "null"}) {
        CHECK(decoded(Kind::references, empty) == "{}");
        CHECK(decoded(Kind::flag, empty) == "Não");
    }
}

TEST_CASE("a text stays as it is, without U+0000, and an empty one is empty") {
    CHECK(decoded(Kind::text, R"("São \"João\"\n2")") == "São \"João\"\n2");
    CHECK(decoded(Kind::text, R"("a\u0000b")") == "ab");
    CHECK(decoded(Kind::text, R"("")") == k_null);
    CHECK(decoded(Kind::text, R"("\u0000")") == k_null);
    CHECK(decoded(Kind::text, R"("0")") == "0");
    // An integer field behind a configured name.
    CHECK(decoded(Kind::text, "42") == "42");
    for (const auto* wrong : {"true", "[1, \"a\"]", "{}"}) CHECK(is_refused(Kind::text, wrong));
}

TEST_CASE("a decimal keeps its text and must be finite and no larger than the columns") {
    for (const auto* number :
         {"0", "0.0", "-12.345", "1e3", "12345678901", "-12345678901.9999", "1E-5", "1234567890.1e1"}) {
        CHECK(decoded(Kind::decimal, number) == number);
    }
    for (const auto* wrong : {"NaN", "Infinity", "-Infinity"}) {
        INFO(wrong);
        CHECK_THAT(decoded(Kind::decimal, wrong), Contains("field 'x_field' is not a finite number"));
    }
    for (const auto* large : {"123456789012", "-123456789012", "1e11", "12345678901.5e1", "1e300"}) {
        INFO(large);
        CHECK_THAT(decoded(Kind::decimal, large), Contains("field 'x_field' is too large"));
    }
    for (const auto* wrong : {"true", "\"5\"", "[]", "{}"}) CHECK(is_refused(Kind::decimal, wrong));
    // PostgreSQL ends a number at 16,383 digits behind the point.
    const auto zeros = "0." + std::string(16'400, '0') + "1";
    for (const auto& small : {std::string("11e-16384"), std::string("1e-2000000000"), zeros}) {
        CHECK_THAT(decoded(Kind::decimal, small), Contains("has too many digits"));
        CHECK(decoded(Kind::total, small) == k_null);
    }
    CHECK(decoded(Kind::decimal, "1e-400") == "1e-400");
}

TEST_CASE("a name that identifies a record fits an index, or is refused") {
    for (const auto* name : {R"("VCD1")", R"(" VCD1\n")", "\"\\t\xC2\xA0VCD1 \xC2\xA0\""})
        CHECK(decoded(Kind::key, name) == "VCD1");
    CHECK(decoded(Kind::key, R"(" \n ")") == k_null);
    const std::string long_name(500, 'x');
    CHECK(decoded(Kind::key, "\"" + long_name + "\"") == long_name);
    CHECK(decoded(Kind::key, "\"" + long_name + "x\"") ==
          "refused: field 'x_field' is longer than 500 bytes");
    CHECK(accepts(Kind::key, "char"));
}

TEST_CASE("a total that cannot be used is empty and costs its record nothing") {
    for (const auto* number : {"0.0", "-12.345", "12345678901.99"})
        CHECK(decoded(Kind::total, number) == number);
    for (const auto* unusable : {"NaN", "-Infinity", "123456789012", "1e300", "false"})
        CHECK(decoded(Kind::total, unusable) == k_null);
    for (const auto* wrong : {"true", "\"5\"", "[]"}) CHECK(is_refused(Kind::total, wrong));
    CHECK(accepts(Kind::total, "monetary"));
    CHECK_FALSE(accepts(Kind::total, "char"));
}

TEST_CASE("dates and datetimes are UTC texts, and impossible ones are refused") {
    CHECK(decoded(Kind::date, R"("2026-02-28")") == "2026-02-28");
    CHECK(decoded(Kind::date, R"("2026-02-28 23:59:59")") == "2026-02-28");
    CHECK(decoded(Kind::datetime, R"("2026-02-28 23:59:59")") == "2026-02-28 23:59:59");
    CHECK(decoded(Kind::datetime, R"("2026-02-28 23:59:59.123456")") == "2026-02-28 23:59:59");
    CHECK(decoded(Kind::datetime, R"("2026-02-28")") == "2026-02-28 00:00:00");
    for (const auto* wrong : {R"("2026-02-30")", R"("2026-13-01")", R"("28/02/2026")", R"("")",
                              R"("2026-02-28 24:00:00")", R"("amanhã")", "20260228", "true", "[]", "{}"}) {
        CHECK(is_refused(Kind::date, wrong));
        CHECK(is_refused(Kind::datetime, wrong));
    }
    // A calendar without a year 0 follows PostgreSQL and the application.
    CHECK(is_refused(Kind::datetime, R"("0000-05-05 10:00:00")"));
    CHECK(decoded(Kind::date, R"("0001-01-01")") == "0001-01-01");
    CHECK_THAT(decoded(Kind::date, R"("2026-02-30")"),
               Contains("field 'x_field' is not a date: '2026-02-30'"));
}

TEST_CASE("a reference is a whole number, a list of them an array literal") {
    CHECK(decoded(Kind::reference, "4711") == "4711");
    CHECK(decoded(Kind::reference, "9007199254740993") == "9007199254740993");
    for (const auto* wrong : {"4.5", "true", "\"4711\"", "[4711, \"Nome\"]", "{}"})
        CHECK(is_refused(Kind::reference, wrong));
    CHECK(decoded(Kind::references, "[]") == "{}");
    CHECK(decoded(Kind::references, "[3, 1, 2]") == "{3,1,2}");
    for (const auto* wrong : {"3", "true", "\"3\"", "{}", "[3, \"a\"]", "[[3]]", "[1.5]"}) {
        CHECK(is_refused(Kind::references, wrong));
    }
}

TEST_CASE("a flag is Sim for true and the usual words in any case, and Não for everything else") {
    for (const auto* yes : {"true", "\"sim\"", "\"Sim\"", "\"SIM\"", "\"s\"", "\"S\"", "\"yes\"", "\"Y\"",
                            "\"True\"", "\"1\"", "\"T\""}) {
        INFO(yes);
        CHECK(decoded(Kind::flag, yes) == "Sim");
    }
    for (const auto* no :
         {"false", "\"nao\"", "\"não\"", "\"\"", "\"0\"", "\"simples\"", "\" sim\"", "0", "1", "[]", "{}"}) {
        INFO(no);
        CHECK(decoded(Kind::flag, no) == "Não");
    }
}

TEST_CASE("only fields of fitting types are accepted") {
    CHECK(accepts(Kind::text, "char"));
    CHECK(accepts(Kind::text, "selection"));
    CHECK_FALSE(accepts(Kind::text, "many2one"));
    CHECK(accepts(Kind::decimal, "monetary"));
    CHECK_FALSE(accepts(Kind::decimal, "char"));
    CHECK(accepts(Kind::date, "datetime"));
    CHECK(accepts(Kind::datetime, "date"));
    CHECK_FALSE(accepts(Kind::datetime, "char"));
    CHECK(accepts(Kind::reference, "many2one"));
    CHECK(accepts(Kind::word, "many2one"));
    CHECK(accepts(Kind::word, "selection"));
    CHECK_FALSE(accepts(Kind::word, "integer"));
    CHECK(accepts(Kind::cnpj, "char"));
    CHECK_FALSE(accepts(Kind::cnpj, "integer"));
    CHECK_FALSE(accepts(Kind::reference, "many2many"));
    CHECK(accepts(Kind::references, "one2many"));
    CHECK(accepts(Kind::flag, "boolean"));
    CHECK(accepts(Kind::flag, "selection"));
    CHECK_FALSE(accepts(Kind::flag, "integer"));
    // Its tags would be stored.
    CHECK_FALSE(accepts(Kind::text, "html"));
    // No part of a type's name is a type.
    CHECK_FALSE(accepts(Kind::text, "tex"));
    CHECK_FALSE(accepts(Kind::text, ""));
}

TEST_CASE("a CNPJ is punctuated as it is decoded, and an empty one is empty") {
    CHECK(decoded(Kind::cnpj, R"("12345678000190")") == "12.345.678/0001-90");
    CHECK(decoded(Kind::cnpj, R"("")") == k_null);
    CHECK(decoded(Kind::cnpj, "false") == k_null);
    CHECK(is_refused(Kind::cnpj, "[]"));
}

TEST_CASE("a kind is the word itself, or the word of the record that it leads to") {
    CHECK(decoded(Kind::word, R"("venda")") == "venda");
    CHECK(decoded(Kind::word, "false") == k_null);
    const auto by = [](const Words& words, const std::string& text) {
        const auto document = json::Document::parse(text);
        DecodedField field{"tipo_pedido", "fiscal_operation_id", "many2one", Kind::word};
        field.words = std::make_shared<const Words>(words);
        return decode(document.root(), field).value_or(k_null);
    };
    const Words operations{{{1, "venda"}, {2, "bonificacao"}}, {}};
    CHECK(by(operations, "2") == "bonificacao");
    CHECK(by(operations, "false") == k_null);
    // Made in Odoo since the words were read.
    CHECK(by(operations, "7") == "7");
    CHECK(by({{}, "todos"}, "7") == "todos");
    CHECK(by({{}, "todos"}, "false") == k_null);
    CHECK_THROWS_AS(by(operations, R"("venda")"), Error);
}
