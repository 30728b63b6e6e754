#include "cmd/cli.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "base/error.hpp"
#include "cmd/command_table.hpp"
#include "config/option_table.hpp"
#include "texts_support.hpp"

using namespace ciclo;
using Catch::Matchers::Contains;
using Options = std::vector<std::pair<std::string, std::string>>;
using test::lines_of;

namespace {

cli::Arguments parse(const std::vector<std::string>& words) {
    std::vector<const char*> argv{"ciclo"};
    for (const auto& word : words) argv.push_back(word.c_str());
    return cli::parse(static_cast<int>(argv.size()), argv.data());
}

// The message of the refusal, "accepted" when there is none. Checks what holds for every refusal.
std::string refusal(const std::vector<std::string>& words) {
    try {
        parse(words);
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK_THAT(error.hint().english(), Contains("--help"));
        CHECK_THAT(error.what(), !Contains("marker-"));
        CHECK_THAT(error.what(), !Contains("\n"));
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("no command means run") {
    const auto arguments = parse({});
    CHECK(arguments.command == "run");
    CHECK(arguments.operands.empty());
    CHECK(arguments.options.empty());
    CHECK_FALSE(arguments.help);
    CHECK_FALSE(arguments.version);
    CHECK(cli::parse(0, nullptr).command == "run");
}

TEST_CASE("options come with or without an equals sign, before or after the command") {
    const auto arguments = parse({"--window", "40m", "run", "--output=json", "--full", "--fields=a.b=c"});
    CHECK(arguments.command == "run");
    CHECK(arguments.options ==
          Options{{"window", "40m"}, {"output", "json"}, {"full", "true"}, {"fields", "a.b=c"}});
    CHECK(parse({"--window", "1h", "check"}).command == "check");
    CHECK(parse({"--window=1h", "check"}).options == Options{{"window", "1h"}});
}

TEST_CASE("a switch does not take the next argument as its value, and can be set to off") {
    const auto arguments = parse({"--full", "check", "--quiet=no"});
    CHECK(arguments.command == "check");
    CHECK(arguments.options == Options{{"full", "true"}, {"quiet", "no"}});
}

TEST_CASE("a value may hold commas, dashes and line breaks, or be empty") {
    CHECK(parse({"--pedido-prefixes", "VCD,VSC"}).options == Options{{"pedido-prefixes", "VCD,VSC"}});
    CHECK(parse({"--window", "-5m"}).options == Options{{"window", "-5m"}});
    CHECK(parse({"--window=a\nb"}).options == Options{{"window", "a\nb"}});
    CHECK(parse({"--excluded-companies="}).options == Options{{"excluded-companies", ""}});
}

TEST_CASE("each command takes the options of the table that mean something to it, and no other") {
    std::size_t refused = 0;
    for (const auto& row : config::option_table()) {
        if (row.flag.empty()) continue;
        const auto word = "--" + std::string(row.flag) + "=x";
        for (const auto& command : cli::command_table()) {
            std::vector<std::string> words{std::string(command.name), word};
            if (!command.operands.empty()) words.emplace_back(command.operands.front().word);
            CAPTURE(command.name, word);
            if (overlap(row.scope, command.scope)) {
                CHECK(parse(words).options == Options{{std::string(row.flag), "x"}});
            } else {
                CHECK_THAT(refusal(words), Contains("is not valid for '" + std::string(command.name) + "'"));
                ++refused;
            }
        }
    }
    CHECK(refused > 50);
    CHECK(parse({"--window=x"}).options == Options{{"window", "x"}});
    CHECK(refusal({"--last", "1"}) == "option '--last' is not valid for 'run'");
    CHECK(refusal({"status", "--full"}) == "option '--full' is not valid for 'status'");
}

TEST_CASE("the old flag executar-uma-vez means run") {
    CHECK(parse({"--executar-uma-vez"}).command == "run");
    const auto arguments = parse({"--executar-uma-vez", "--window", "40m"});
    CHECK(arguments.options == Options{{"window", "40m"}});
    CHECK(parse({"run", "--executar-uma-vez"}).command == "run");
    CHECK_THAT(refusal({"check", "--executar-uma-vez"}),
               Contains("'--executar-uma-vez' means 'run', not 'check'"));
}

TEST_CASE("'ciclo help', 'ciclo help COMMAND' and 'ciclo version' ask what the flags ask") {
    CHECK(parse({"help"}).help);
    CHECK(parse({"help"}).command == "run");
    CHECK(parse({"help", "status"}).help);
    CHECK(parse({"help", "status"}).command == "status");
    CHECK(parse({"version"}).version);
    CHECK_FALSE(parse({"status"}).help);
    CHECK_THAT(refusal({"help", "nonsense"}), Contains("unknown command 'nonsense'"));
    CHECK_THAT(refusal({"status", "help"}), Contains("unexpected word 'help'"));
}

TEST_CASE("schema takes exactly one of its three operands") {
    for (const auto* word : {"print", "apply", "check"}) {
        const auto arguments = parse({"schema", word, "--lock-wait", "5s"});
        CHECK(arguments.command == "schema");
        CHECK(arguments.operands == std::vector<std::string>{word});
        CHECK(arguments.options == Options{{"lock-wait", "5s"}});
    }
    CHECK(refusal({"schema"}) == "'schema' needs one of print, apply, check");
    CHECK(refusal({"schema", "aply"}) == "'schema' cannot 'aply'; did you mean 'apply'?");
    CHECK(refusal({"schema", "destroy"}) == "'schema' cannot 'destroy'; expected one of print, apply, check");
    CHECK(refusal({"schema", "apply", "now"}) == "unexpected word 'now' after 'apply'");
}

TEST_CASE("'rejects' means 'rejects list', and what it accepts or reopens is named by one key") {
    CHECK(parse({"rejects"}).operands == std::vector<std::string>{"list"});
    CHECK(parse({"rejects", "list", "--json"}).operands == std::vector<std::string>{"list"});
    const auto arguments = parse({"rejects", "accept", "account.move:7", "--why", "same number"});
    CHECK(arguments.operands == std::vector<std::string>{"accept", "account.move:7"});
    CHECK(arguments.options == Options{{"why", "same number"}});
    CHECK(refusal({"rejects", "accept"}) == "'rejects accept' needs KEY");
    CHECK(refusal({"rejects", "reopen"}) == "'rejects reopen' needs KEY");
    CHECK(refusal({"rejects", "account.move:7"}) ==
          "'rejects' cannot 'account.move:7'; expected one of list, accept, reopen");
    CHECK(refusal({"rejects", "acept", "a:7"}) == "'rejects' cannot 'acept'; did you mean 'accept'?");
    CHECK(refusal({"rejects", "list", "a:7"}) == "unexpected word 'a:7' after 'list'");
    CHECK(refusal({"rejects", "reopen", "a:7", "b:8"}) == "unexpected word 'b:8' after 'reopen'");
    CHECK_THAT(cli::help_text("rejects"),
               Contains("usage: ciclo rejects [list]|accept KEY|reopen KEY [options]\n"));
}

TEST_CASE("an option that is not valid for the command is refused") {
    CHECK(refusal({"schema", "apply", "--window", "40m"}) == "option '--window' is not valid for 'schema'");
}

TEST_CASE("unknown commands and options are refused with the closest known one") {
    CHECK(refusal({"--windw", "40m"}) == "unknown option '--windw'; did you mean '--window'?");
    CHECK(refusal({"--odoo-cafile=x"}) == "unknown option '--odoo-cafile'; did you mean '--odoo-ca-file'?");
    CHECK(refusal({"--hlep"}) == "unknown option '--hlep'; did you mean '--help'?");
    CHECK(refusal({"chek"}) == "unknown command 'chek'; did you mean 'check'?");
    CHECK(refusal({"frobnicate"}) ==
          "unknown command 'frobnicate'; expected one of run, check, status, history, report, rejects, "
          "removed, schema");
    CHECK(refusal({"--something-else"}) == "unknown option '--something-else'");
    CHECK(refusal({"run", "now"}) == "unexpected word 'now' after 'run'");
    CHECK(refusal({"-x"}) == "unknown option '-x'");
    CHECK(refusal({""}) ==
          "unknown command ''; expected one of run, check, status, history, report, rejects, "
          "removed, schema");
    CHECK(refusal({"--"}) == "accepted");
    CHECK(refusal({"--", "--window"}) == "unknown option '--window'");
}

TEST_CASE("a very long argument is refused like a short one") {
    CHECK_THAT(refusal({"--" + std::string(200'000, 'x')}), Contains("unknown option '--xxx"));
    CHECK_THAT(refusal({std::string(200'000, 'x')}), Contains("unknown command 'xxx"));
    CHECK(parse({"--window=" + std::string(200'000, 'x')}).options.front().second.size() == 200'000);
}

TEST_CASE("an option without its value is refused by name") {
    CHECK(refusal({"--window"}) == "option '--window' needs a value");
    CHECK(refusal({"check", "--output"}) == "option '--output' needs a value");
}

TEST_CASE("an option given twice is refused, for one of them would be lost") {
    CHECK(refusal({"--window", "1h", "--window=2h"}) == "option '--window' is given twice");
    CHECK(refusal({"--full", "--full"}) == "option '--full' is given twice");
}

TEST_CASE("quiet and verbose cannot be combined") {
    CHECK_THAT(refusal({"--quiet", "--verbose"}), Contains("cannot be combined"));
    CHECK_THAT(refusal({"--verbose", "--quiet"}), Contains("cannot be combined"));
}

TEST_CASE("a secret on the command line is refused with the reason and the variable, and not repeated") {
    for (const auto& words : {std::vector<std::string>{"--odoo-api-key", "marker-key"},
                              std::vector<std::string>{"--odoo-api-key=marker-key"},
                              std::vector<std::string>{"check", "--odoo-api-key", "marker-key"}}) {
        CHECK_THAT(refusal(words), Contains("every user of this machine can read a command line") &&
                                       Contains("ODOO_API_KEY_FILE") && Contains("'--odoo-api-key'"));
    }
    for (const auto& words :
         {std::vector<std::string>{"--ping-url", "https://hc-ping.com/marker-uuid"},
          std::vector<std::string>{"run", "--ping-url=https://hc-ping.com/marker-uuid"}}) {
        CHECK_THAT(refusal(words), Contains("'--ping-url'") && Contains("CICLO_PING_URL_FILE"));
    }
    CHECK_THAT(refusal({"--database-url", "postgres://u:marker-password@h/d"}),
               Contains("DATABASE_URL_FILE"));
    CHECK(refusal({"--odoo-url=https://x"}) == "'--odoo-url' is not an option; set the variable ODOO_URL");
}

TEST_CASE("a URL among the arguments is not shown, because it may contain a password") {
    CHECK_THAT(refusal({"postgres://u:marker-password@h/d"}), Contains("unknown command 'postgres://...'"));
    CHECK_THAT(refusal({"run", "postgres://u:marker-password@h/d"}), Contains("'postgres://...'"));
    CHECK_THAT(refusal({"schema", "postgres://u:marker-password@h/d"}), Contains("'postgres://...'"));
}

TEST_CASE("help and version need nothing else to be right") {
    CHECK(parse({"--help"}).help);
    CHECK(parse({"-h"}).help);
    CHECK(parse({"--version"}).version);
    CHECK(parse({"schema", "--help"}).command == "schema");
    CHECK(parse({"schema", "--help"}).help);
    CHECK(parse({"--help", "--windw", "40m", "check"}).command == "check");
    CHECK(parse({"--windw", "40m", "--help"}).help);
    CHECK(parse({"--version", "--windw"}).version);
    CHECK_THAT(refusal({"chek", "--help"}), Contains("did you mean 'check'?"));
}

TEST_CASE(
    "the help of run names every option of a cycle, every connection and every command, on one screen") {
    const auto text = cli::help_text("run");
    for (const auto& row : config::option_table()) {
        if (!overlap(row.scope, config::Scope::cycle)) continue;
        CAPTURE(row.variable);
        CHECK_THAT(text,
                   Contains(row.flag.empty() ? std::string(row.variable) : "--" + std::string(row.flag)));
    }
    for (const auto& command : cli::command_table())
        CHECK_THAT(text, Contains("ciclo " + std::string(command.name)) || Contains("ciclo [run]"));
    CHECK_THAT(text, Contains("other commands, each with its own --help: check, status, history, report, "
                              "rejects, removed, schema\n"));
    CHECK_THAT(text, Contains("--window DURATION") && Contains("(40m)"));
    CHECK_THAT(text, Contains("ciclo --version"));
    CHECK(lines_of(text).size() <= 60);
}

TEST_CASE("the help of every other command fits a terminal of 24 lines") {
    for (const auto* command : {"check", "status", "history", "report", "rejects", "removed", "schema"}) {
        const auto text = cli::help_text(command);
        CAPTURE(text);
        CHECK(lines_of(text).size() <= 24);
        CHECK_THAT(text, Contains("usage: ciclo " + std::string(command)));
        CHECK_THAT(text, Contains("DATABASE_URL_FILE"));
        CHECK_THAT(text, Contains("examples:"));
    }
    CHECK_THAT(cli::help_text("schema"), Contains("--lock-wait DURATION") && !Contains("--window"));
    for (const auto* command : {"status", "history", "report", "rejects", "removed", "schema"}) {
        CHECK_THAT(cli::help_text(command), !Contains("ODOO_URL") && !Contains("ODOO_API_KEY"));
    }
    CHECK_THAT(cli::help_text("status"), Contains("--max-age DURATION") && Contains("(45m)"));
    CHECK_THAT(cli::help_text("history"),
               Contains("--last COUNT") && Contains("--failed") && Contains("newest last"));
}

TEST_CASE(
    "no line of a help is wider than 100 characters or ends in a space, and each text ends its last line") {
    for (const auto& command : cli::command_table()) {
        const auto text = cli::help_text(command.name);
        CHECK(text.back() == '\n');
        for (const auto& line : lines_of(text)) {
            CAPTURE(line);
            CHECK(line.size() <= 100);
            CHECK((line.empty() || line.back() != ' '));
        }
    }
}

TEST_CASE("there is no help for a command that does not exist") {
    CHECK_THROWS_AS(cli::help_text("frobnicate"), Error);
}

TEST_CASE("the examples of each help are valid command lines") {
    for (const auto& command : cli::command_table()) {
        for (const auto example : command.examples) {
            std::istringstream stream{std::string(example.substr(0, example.find("   ")))};
            std::vector<std::string> words;
            for (std::string word; stream >> word;) words.push_back(word);
            CAPTURE(example);
            REQUIRE(words.front() == "ciclo");
            words.erase(words.begin());
            CHECK(parse(words).command == command.name);
        }
    }
}
