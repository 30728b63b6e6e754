#include "config/address.hpp"

#include <catch2/catch.hpp>

#include "config_support.hpp"

using namespace ciclo;
using namespace ciclo::config;
using Catch::Matchers::Contains;

TEST_CASE("a secret may lie in a file, whose one last line break does not count") {
    for (const auto* content : {"marker-file-key", "marker-file-key\n", "marker-file-key\r\n"}) {
        const TemporaryFile file(content);
        const auto environment = with(without(complete(), "ODOO_API_KEY"), "ODOO_API_KEY_FILE", file.path());
        CHECK(load(environment, {}).odoo_api_key.reveal() == "marker-file-key");
    }
    const TemporaryFile url("postgresql://db.example.com/app\n");
    CHECK(load(with(without(complete(), "DATABASE_URL"), "DATABASE_URL_FILE", url.path()), {})
              .database_url.reveal() == "postgresql://db.example.com/app");
}

TEST_CASE("a secret in a variable and in a file at once is refused") {
    const TemporaryFile file("marker-file-key");
    CHECK_THAT(fault(with(complete(), "ODOO_API_KEY_FILE", file.path())),
               Contains("ODOO_API_KEY (environment): is set, and ODOO_API_KEY_FILE too"));
}

TEST_CASE("a secret's file that holds nothing usable is refused with its path and the reason") {
    const auto base = without(complete(), "ODOO_API_KEY");
    CHECK_THAT(
        fault(with(base, "ODOO_API_KEY_FILE", "/nonexistent/key")),
        Contains("ODOO_API_KEY_FILE (file '/nonexistent/key'): cannot be read (No such file or directory)"));
    CHECK_THAT(fault(with(base, "ODOO_API_KEY_FILE", "/tmp")),
               Contains("cannot be read (not a regular file)"));
    const TemporaryFile large(std::string(65'537, 'x'));
    CHECK_THAT(fault(with(base, "ODOO_API_KEY_FILE", large.path())), Contains("is longer than 64 KiB"));
    const TemporaryFile empty("\n");
    CHECK_THAT(fault(with(base, "ODOO_API_KEY_FILE", empty.path())), Contains("is empty"));
    const TemporaryFile two_lines("marker-one\nmarker-two\n");
    CHECK_THAT(fault(with(base, "ODOO_API_KEY_FILE", two_lines.path())), Contains("contains a line break"));
}

TEST_CASE("a key or a name with a control character is refused without being shown") {
    CHECK_THAT(fault(with(complete(), "ODOO_API_KEY", "marker-key\r")), Contains("control character"));
    CHECK_THAT(fault(with(complete(), "ODOO_DB", "marker-db\n")),
               Contains("ODOO_DB (environment): contains"));
}

TEST_CASE("without DATABASE_URL one of libpq's variables must say where the database is") {
    const auto base = without(complete(), "DATABASE_URL");
    CHECK_THAT(fault(base), Contains("DATABASE_URL (environment): is missing") && Contains("PGHOST"));
    for (const auto* name : {"PGHOST", "PGDATABASE", "PGSERVICE"}) {
        CHECK(load(with(base, name, "x"), {}).database_url.empty());
    }
    CHECK_THAT(fault(with(base, "PGHOST", "")), Contains("DATABASE_URL"));
    CHECK_THAT(fault(with(base, "PGUSER", "x")), Contains("DATABASE_URL"));
}

TEST_CASE("DATABASE_URL in any other form is refused, and never shown") {
    for (const auto* url : {"mysql://u:marker-password@h/d", "host=h password=marker-password", "marker-only",
                            "POSTGRES://marker-host/d", "postgres:/marker", "postgres://marker-host/d\n"}) {
        CHECK_THAT(fault(with(complete(), "DATABASE_URL", url)), Contains("DATABASE_URL (environment): "));
    }
}

TEST_CASE("the passwords inside DATABASE_URL and PGPASSWORD are blanked in every text from then on") {
    load(with(with(complete(), "DATABASE_URL", "postgres://u:pa%24%24phrase@h/d?password=inquery99&x=1"),
              "PGPASSWORD", "fromlibpq77"),
         {});
    CHECK(redact("a pa$$phrase b pa%24%24phrase c inquery99 d fromlibpq77 e") == "a *** b *** c *** d *** e");
    CHECK_THAT(fault(with(complete(), "DATABASE_URL", "postgres://u:un@encoded@h:5432/d")),
               Contains("percent-encoding"));
    CHECK(redact("password un@encoded failed") == "password *** failed");
    CHECK(redact("server h:5432 is down") == "server h:5432 is down");
    load(complete(), {});
    CHECK(redact("key marker-api-key") == "key ***");
}

TEST_CASE("a password that is not percent-encoded is refused before anything is connected to") {
    for (const auto* rest :
         {"u:marker@word@h/d", "u:marker/word@h:5432/d", "u:mar@ker/word@h/d", "u:marker?word@h/d",
          "u:marker word@ss:word@h/d", "u:ma/rk@er@h/d?sslmode=require"}) {
        for (const auto* scheme : {"postgres://", "postgresql://"}) {
            const auto text = fault(with(complete(), "DATABASE_URL", std::string(scheme) + rest));
            INFO(rest);
            CHECK_THAT(text, Contains("%40 for '@'"));
            CHECK_THAT(text, !Contains("marker") && !Contains("word@"));
        }
    }
    for (const auto* rest :
         {"u:p%40%2F@h:5432/d", "u@h/d", "h/d?user=a@b", "h:5432/d?user=a@b&password=c/d", "/d?host=/tmp",
          "u:p:q#r[@h/d", "u:p@h1:5432,h2:5433/d", "h1:5432,h2:5433/d?user=a@b", "u:p@[::1]:5432/d"})
        CHECK_NOTHROW(load(with(complete(), "DATABASE_URL", std::string("postgresql://") + rest), {}));
}

TEST_CASE("ODOO_URL is an http address of a host, and nothing more") {
    const auto url = [](const std::string& text) {
        return load(with(complete(), "ODOO_URL", text), {}).odoo_url;
    };
    CHECK(url("https://erp.example.com") == "https://erp.example.com");
    CHECK(url("https://erp.example.com:8443/") == "https://erp.example.com:8443");
    CHECK(url("https://[2001:db8::1]:8443") == "https://[2001:db8::1]:8443");
    for (const auto* text : {"erp.example.com",
                             "ftp://erp.example.com",
                             "https://",
                             "https:///",
                             "https://:8069",
                             "https://h:0",
                             "https://h:65536",
                             "https://h:",
                             "https://h:80x",
                             "https://h/web",
                             "https://h/?db=x",
                             "https://h#x",
                             "https://h//",
                             "https://a b",
                             "https://h\r",
                             "https://[::1",
                             "https://::1",
                             "https://user@h",
                             "https://user:marker-password@h",
                             "http://",
                             "https"}) {
        CAPTURE(text);
        CHECK_THAT(fault(with(complete(), "ODOO_URL", text)),
                   Contains("ODOO_URL (environment): ") && Contains("https://"));
    }
}

TEST_CASE("plain http is for this machine only, unless a person allows it") {
    const auto open = [](const std::string& text) { return faults(with(complete(), "ODOO_URL", text)); };
    for (const auto* text :
         {"http://localhost:8069", "http://127.0.0.1:8069/", "http://127.8.9.1", "http://[::1]:1"}) {
        CAPTURE(text);
        CHECK(open(text).empty());
    }
    for (const auto* text : {"http://erp.example.com", "http://10.0.0.5:8069", "http://127.0.0.1.example.com",
                             "http://127.evil.example.com", "http://localhost.example.com", "http://[::2]"}) {
        CAPTURE(text);
        CHECK_THAT(fault(with(complete(), "ODOO_URL", text)), Contains("--allow-http (CICLO_ALLOW_HTTP=1)"));
    }
    CHECK(load(with(complete(), "ODOO_URL", "http://erp.example.com"), {{"allow-http", "true"}}).allow_http);
}

TEST_CASE("the address of a check is taken from its variable or from a file, without a slash at its end") {
    const auto at = [](const std::string& url) {
        return load(with(complete(), "CICLO_PING_URL", url), {}).ping_url.reveal();
    };
    CHECK(load(complete(), {}).ping_url.empty());
    CHECK(at("https://hc-ping.com/marker-uuid") == "https://hc-ping.com/marker-uuid");
    CHECK(at("https://hc-ping.com/marker-key/ciclo//") == "https://hc-ping.com/marker-key/ciclo");
    CHECK(at("https://hc.example.com:8443/ping/marker-uuid?create=1") ==
          "https://hc.example.com:8443/ping/marker-uuid?create=1");
    CHECK(at("http://127.0.0.1:8000/ping/marker:uuid") == "http://127.0.0.1:8000/ping/marker:uuid");
    CHECK(at("http://[::1]/marker-uuid") == "http://[::1]/marker-uuid");
    const TemporaryFile file("https://hc-ping.com/marker-in-file\n");
    const auto environment = with(complete(), "CICLO_PING_URL_FILE", file.path());
    CHECK(load(environment, {}).ping_url.reveal() == "https://hc-ping.com/marker-in-file");
    CHECK(unknown_variables(environment).empty());
}

TEST_CASE("any other address of a check is refused, and never shown") {
    for (const auto* url :
         {"marker-uuid", "hc-ping.com/marker-uuid", "ftp://hc-ping.com/marker-uuid", "https://hc-ping.com",
          "https://hc-ping.com/", "https:///marker-uuid", "https://h:0/marker-uuid",
          "https://h:x/marker-uuid", "https://u:marker-password@h/x", "https://h/marker uuid",
          "https://h/x#marker", "https://h?marker", "https://h/marker\n"}) {
        CAPTURE(url);
        CHECK_THAT(fault(with(complete(), "CICLO_PING_URL", url)),
                   Contains("CICLO_PING_URL (environment): "));
    }
    for (const auto* url : {"http://hc.example.com/marker-uuid", "http://127.0.0.1.example.com/marker-uuid",
                            "http://10.0.0.1/127.0.0.1:marker"}) {
        const auto environment = with(complete(), "CICLO_PING_URL", url);
        CHECK_THAT(fault(environment), Contains("unencrypted") && Contains("--allow-http"));
        CHECK(load(environment, {{"allow-http", "true"}}).ping_url.reveal() == url);
    }
}

TEST_CASE("what names a check is blanked in every text from then on, plain words of its path are not") {
    load(with(complete(), "CICLO_PING_URL",
              "https://hc.example.com/ping/marker-key-of-22-bytes/"
              "ciclo-nightly?token=marker-token-of-20-bytes"),
         {});
    CHECK(redact("POST /ping/marker-key-of-22-bytes/ciclo-nightly/start") ==
          "POST /ping/***/ciclo-nightly/start");
    CHECK(redact("?token=marker-token-of-20-bytes") == "?token=***");
    CHECK(redact("ping of ciclo-nightly") == "ping of ciclo-nightly");
}

TEST_CASE("an address of the database that is none blanks no word of the message that refuses it") {
    forget_secrets();
    const auto text = fault(with(complete(), "DATABASE_URL", "postgres"));
    CHECK(redact(text) == text);
    CHECK_THAT(text, Contains("expected postgres://user:password@host/database"));
    load(with(complete(), "DATABASE_URL", "postgres://u:marker-pw@h/d"), {});
    CHECK(redact("postgres://u:marker-pw@h/d") == "***");
}
