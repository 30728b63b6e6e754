// What `ciclo check` finds in Odoo, one kind of failure each: its code, its sentence and its remedy.
#include <fmt/core.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "check/check.hpp"
#include "check_support.hpp"
#include "http/curl.hpp"
#include "postgres/relay.hpp"
#include "scripted_server.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;

TEST_CASE(
    "a model that only refuses its records is reported with its remedy, and the other models are checked") {
    Ready machine;
    // As Odoo does: fields_get describes what search_read refuses.
    machine.odoo.deny_records("res.partner");
    machine.odoo.deny_records("payment.provider");
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(
        checked.line("res.partner"),
        StartsWith("FAIL res.partner.search_read: AccessError: You are not allowed to access 'Contact'") &&
            Contains("remedy: give the Odoo user read access to this model and its fields"));
    CHECK(checked.line("sale.order").empty());
    CHECK(checked.line("odoo models").empty());
    CHECK_THAT(checked.line("companies"), StartsWith("ok "));
    machine.odoo.clear_restrictions();
    machine.odoo.deny_model("sale.order");
    const auto denied = check(machine);
    CHECK(denied.outcome.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(denied.line("sale.order"), StartsWith("FAIL sale.order.fields_get: AccessError"));
}

TEST_CASE(
    "an optional model that may not be read is an AVISO with its columns and its remedy, and fails nothing") {
    Ready machine;
    machine.odoo.deny_records("payment.provider");
    machine.odoo.deny_model("crm.team");
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK(checked.line("payment.provider") ==
          "AVISO not readable for this user: forma_pgto_pedido keeps its value, empty in new rows\nremedy: "
          "give the Odoo user read access to this model, then run once with --full");
    CHECK_THAT(checked.line("crm.team"),
               StartsWith("AVISO not readable for this user: equipe_vendas keeps its value"));
    CHECK(checked.line("odoo optional").empty());
    CHECK_THAT(checked.line("odoo models"), StartsWith("ok "));
}

TEST_CASE("what is refused here fails a cycle with the same remedy") {
    Ready machine;
    machine.odoo.deny_records("res.partner");
    const auto checked = check(machine);
    machine.add_order("VCD0000009", {{machine.azeitona, 10}});
    const auto outcome = machine.run_program();
    CHECK(outcome.status != 0);
    const std::string remedy = "give the Odoo user read access to this model and its fields";
    CHECK_THAT(outcome.err, Contains("res.partner") && Contains(remedy));
    CHECK_THAT(checked.outcome.out, Contains(remedy));
}

TEST_CASE("missing required fields are named by model, optional ones are reported and treated as empty") {
    Ready machine;
    machine.odoo.remove_field("sale.order.line", "product_uom_qty");
    machine.odoo.deny_field("sale.order.line", "qty_invoiced");
    machine.odoo.deny_field("res.partner", "agendamento");
    machine.odoo.remove_model("crm.team");
    const auto checked = check(machine, {"--fields", "sale.order.picking_note=x_nota"});
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(checked.line("sale.order.line"),
               StartsWith("FAIL sale.order.line.product_uom_qty does not exist or may not be read\n"
                          "sale.order.line.qty_invoiced does not exist or may not be read\nremedy: ") &&
                   Contains("CICLO_FIELDS"));
    CHECK_THAT(checked.line("sale.order"), StartsWith("FAIL sale.order.x_nota does not exist"));
    CHECK(checked.line("odoo optional") ==
          "ok missing or not readable, treated as empty: res.partner.agendamento, crm.team");
    CHECK(check(machine, {"--fields", "sale.order.nota=x_nota"})
              .line("CICLO_FIELDS")
              .starts_with(
                  "FAIL sale.order.nota=x_nota: 'sale.order.nota' is not a field that is read\nremedy: "));
}

TEST_CASE("a localisation that Odoo lacks is one line with the one that it has, and nothing else is asked") {
    Ready machine;
    const auto before = everything(machine);
    for (const auto* word : {"oca", "native"}) {
        const auto checked = check(machine, {"--localisation", word});
        INFO(checked.outcome.text());
        CHECK(checked.outcome.status == number_of(ExitCode::config_error));
        const std::string title = word == std::string("oca") ? "OCA" : "native";
        CHECK_THAT(
            checked.line("localisation"),
            StartsWith("FAIL this Odoo has no " + title + " localisation: account.move has no field ") &&
                EndsWith("\nremedy: use --localisation ciel (CICLO_LOCALISATION), whose fields this "
                         "Odoo has"));
        const auto failures = std::count_if(checked.lines.begin(), checked.lines.end(),
                                            [](const auto& line) { return line.second.starts_with("FAIL"); });
        CHECK(failures == 1);
    }
    CHECK(everything(machine) == before);
    CHECK_THAT(check(machine, {"--localisation", "oca", "--lang", "pt"}).outcome.out,
               Contains("localização") && Contains("cujos campos este Odoo tem"));
    // A cycle says the same.
    const auto outcome = machine.run_program({"--localisation", "oca"});
    CHECK(outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(outcome.err, Contains("this Odoo has no OCA localisation: account.move has no field "
                                     "document_number, fiscal_operation_id"));
    machine.odoo.set_localisation("oca");
    CHECK_THAT(
        check(machine).line("localisation"),
        StartsWith("FAIL this Odoo has no CIEL IT localisation: ") && Contains("use --localisation oca"));
}

TEST_CASE("with OCA's modules kinds are fiscal operations, by their codes") {
    Ready machine;
    machine.odoo.set_localisation("oca");
    machine.variables["CICLO_LOCALISATION"] = "oca";
    machine.add_order("VCD0000002", {{machine.azeitona, 1}}, {{"l10n_br_tipo_pedido", "transferencia"}});
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("tipos-pedido"),
               StartsWith("ok venda, bonificacao; left out: ") && Contains("transferencia"));
    CHECK_THAT(checked.line("open pedidos"), Contains("of another kind: 1 (VCD0000002), transferencia 1"));
    const auto unknown = check(machine, {"--tipos-pedido", "Venda,vendas"});
    CHECK(unknown.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(unknown.line("tipos-pedido"),
               StartsWith("FAIL venda, vendas; ") && Contains("not known to Odoo: vendas (sale.order)"));
    machine.odoo.deny_records("l10n_br_fiscal.operation");
    const auto refused = check(machine);
    CHECK(refused.outcome.status == number_of(ExitCode::auth_refused));
    // A name that is longer than its column.
    CHECK_THAT(refused.outcome.out, Contains("FAIL   l10n_br_fiscal.operation") &&
                                        Contains("l10n_br_fiscal.operation.search_read: AccessError"));
    CHECK(refused.line("tipos-pedido").empty());
    CHECK(refused.line("open pedidos").empty());
    machine.odoo.clear_restrictions();
    machine.odoo.remove_model("l10n_br_fiscal.operation");
    CHECK_THAT(check(machine).outcome.out, Contains("FAIL   l10n_br_fiscal.operation"));
}

TEST_CASE("with Odoo's own modules a check says that every kind counts") {
    Ready machine;
    machine.odoo.set_localisation("native");
    machine.variables["CICLO_LOCALISATION"] = "native";
    // Where addresses are not extended.
    machine.odoo.remove_model("l10n_br_ciel_it_account.res.municipio");
    machine.odoo.remove_field("res.partner", "city_id");
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK(checked.line("tipos-pedido") == "ok all: pedidos of Odoo's own localisation have no kind");
    CHECK_THAT(checked.line("localisation"),
               StartsWith("AVISO native\nremedy: never tried on a real server"));
    CHECK_THAT(checked.line("odoo optional"), Contains("res.partner.city_id") && Contains("res.city"));
    const auto chosen = check(machine, {"--tipos-pedido", "venda"});
    CHECK(chosen.outcome.status == 78);
    CHECK_THAT(chosen.line("tipos-pedido"),
               StartsWith("FAIL venda: pedidos of Odoo's own localisation have no kind\nremedy: leave "
                          "--tipos-pedido out"));
    const auto half =
        check(machine, {"--tipos-pedido", "sale", "--fields", "sale.order.l10n_br_tipo_pedido=state"});
    CHECK_THAT(half.line("tipos-pedido"),
               StartsWith("AVISO ") && Contains("account.move has no kind: all of its records are read"));
}

TEST_CASE("after a cycle another Odoo under ODOO_URL is named, and another address of the same one") {
    Ready machine;
    const auto order = machine.add_order("VCD0000077", {{machine.azeitona, 10}});
    const auto first = machine.run_program({});
    INFO(first.text());
    REQUIRE(first.status == 0);
    CHECK(check(machine).line("odoo identity").empty());
    const auto url = machine.odoo.url();
    machine.variables["ODOO_URL"] = "http://localhost" + url.substr(url.rfind(':'));
    CHECK(check(machine).line("odoo identity") ==
          "ok another address of the same Odoo: 2 of the 2 newest pedidos have their names");
    machine.odoo.store().write("sale.order", order.id, {{"name", "VCD0000009"}});
    const auto other = check(machine);
    CHECK(other.outcome.status == 78);
    CHECK_THAT(other.line("odoo identity"),
               StartsWith("FAIL ") && Contains("is another Odoo than the one that these tables follow") &&
                   Contains("VCD0000077 is VCD0000009 there") &&
                   Contains("remedy: correct ODOO_URL and ODOO_DB"));
}

TEST_CASE("an optional field alone that may no longer be read fails nothing and is reported") {
    Ready machine;
    machine.odoo.deny_field("sale.order", "carrier_id");
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    CHECK(checked.line("odoo optional") ==
          "ok missing or not readable, treated as empty: sale.order.carrier_id");
    CHECK_THAT(checked.line("odoo models"), StartsWith("ok "));
}

TEST_CASE("a user from whom record rules hide every NF is an AVISO") {
    Ready machine;
    machine.odoo.hide_records("account.move", [](long long) { return true; });
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("odoo models"),
               StartsWith("AVISO no records visible in account.move\nremedy: ") && Contains("record rules"));
}

TEST_CASE(
    "a kind of pedido that matches nothing is a failure, one that a text field has only on one side an "
    "AVISO") {
    Ready machine;
    const auto checked = check(machine, {"--tipos-pedido", "venda,vendas"});
    CHECK(checked.outcome.status == 78);
    CHECK_THAT(checked.line("tipos-pedido"), StartsWith("FAIL venda, vendas; left out: bonificacao, ") &&
                                                 Contains("not known to Odoo: vendas (sale.order), vendas "
                                                          "(account.move)\nremedy: correct --tipos-pedido"));
    machine.add_order("VCD0000002", {{machine.azeitona, 1}}, {{"l10n_br_pedido_compra", "venda"}});
    const auto text = check(machine, {"--tipos-pedido", "venda,bonificacao", "--fields",
                                      "sale.order.l10n_br_tipo_pedido=l10n_br_pedido_compra"});
    INFO(text.outcome.text());
    CHECK_THAT(text.line("tipos-pedido"),
               StartsWith("AVISO ") && Contains("not known to Odoo: bonificacao (sale.order)\n"));
}

TEST_CASE("a chosen prefix that no pedido has is a failure, one of the defaults is not") {
    Ready machine;
    CHECK(check(machine).line("pedido-prefixes") == "ok VCD: 1 pedidos, VSC: 0 pedidos, VFB: 0 pedidos");
    const auto checked = check(machine, {"--pedido-prefixes", "VCD,vcd"});
    CHECK(checked.outcome.status == 78);
    CHECK(checked.line("pedido-prefixes") ==
          "FAIL VCD: 1 pedidos, vcd: 0 pedidos; no pedido in Odoo has a name that begins with vcd\n"
          "remedy: correct --pedido-prefixes (CICLO_PEDIDO_PREFIXES); upper and lower case differ");
}

TEST_CASE("open pedidos that the prefixes or the kinds leave out are an AVISO with examples") {
    Ready machine;
    CHECK(check(machine).line("open pedidos") == "ok none left out by prefix or kind");
    machine.add_order("XYZ0000001", {{machine.azeitona, 1}});
    machine.add_order("XYZ0000002", {{machine.azeitona, 1}}, {{"state", "cancel"}});
    machine.add_order("XYZ0000003", {{machine.azeitona, 1}}, {{"invoice_status", "invoiced"}});
    machine.add_order("XYZ0000004", {{machine.azeitona, 1}}, {{"l10n_br_tipo_pedido", "transferencia"}});
    CHECK(check(machine).line("open pedidos") ==
          "AVISO with another prefix: 1 (XYZ0000001)\n"
          "remedy: if they should be in the backlog, add what they have to --pedido-prefixes "
          "(CICLO_PEDIDO_PREFIXES) or --tipos-pedido (CICLO_TIPOS_PEDIDO)");
    machine.add_order("VCD0000009", {{machine.azeitona, 1}}, {{"l10n_br_tipo_pedido", "industrializacao"}});
    machine.add_order("VCD0000010", {{machine.azeitona, 1}}, {{"l10n_br_tipo_pedido", "transferencia"}});
    const auto checked = check(machine);
    INFO(checked.outcome.text());
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(
        checked.line("open pedidos"),
        StartsWith("AVISO with another prefix: 1 (XYZ0000001); of another kind: 2 (VCD0000010, VCD0000009), "
                   "industrializacao 1, transferencia 1\nremedy: "));
}

TEST_CASE(
    "open pedidos that are not here yet are counted by the year of their creation, those kept out apart") {
    Ready machine;
    CHECK(check(machine).line("entering pedidos") == "ok every open pedido is known here");
    machine.add_order("VCD0000021", {{machine.azeitona, 1}}, {{"create_date", "2024-03-10 12:00:00"}});
    machine.add_order("VCD0000022", {{machine.azeitona, 1}}, {{"create_date", "2025-12-31 23:59:59"}});
    machine.add_order("VCD0000023", {{machine.azeitona, 1}}, {{"create_date", "2024-05-10 12:00:00"}});
    CHECK(check(machine).line("entering pedidos") ==
          "ok open and not here yet, at least, by year of creation: 2024: 2, 2025: 1");
    CHECK(check(machine, {"--pedidos-since", "2025-01-01", "--lang", "pt"}).line("pedidos novos") ==
          "ok em aberto e ainda não aqui, pelo menos, por ano de criação: 2025: 1; deixados de fora por "
          "--pedidos-since: "
          "2");
}

TEST_CASE("companies are listed, with those that are left out; one that is not there is an AVISO") {
    Ready machine;
    const auto branch = machine.odoo.store().create("res.company", {{"name", "FILIAL"}});
    machine.odoo.store().write("res.users", FakeOdoo::k_uid, {{"company_ids", Ids{1, branch}}});
    const auto id = std::to_string(branch);
    const auto checked = check(machine, {"--excluded-companies", id});
    CHECK(checked.outcome.status == 0);
    CHECK(checked.line("companies") ==
          fmt::format("ok 1 CONSERVAS CAMPO NOVO LTDA, {} FILIAL (excluded)", id));
    CHECK_THAT(check(machine, {"--excluded-companies", "77"}).line("companies"),
               StartsWith("AVISO ") &&
                   Contains("excluded but not in Odoo: 77\nremedy: correct --excluded-companies"));
    machine.odoo.store().write("res.users", FakeOdoo::k_uid, {{"company_ids", Ids{}}});
    CHECK_THAT(check(machine).line("companies"), StartsWith("AVISO the Odoo user sees no company\nremedy: "));
    machine.odoo.deny_records("res.company");
    machine.odoo.store().write("res.users", FakeOdoo::k_uid, {{"company_ids", Ids{1}}});
    const auto forbidden = check(machine);
    CHECK(forbidden.outcome.status == 0);
    CHECK_THAT(forbidden.line("companies"), StartsWith("AVISO res.company.search_read: AccessError"));
}

TEST_CASE("a version of Odoo that nobody has tried is an AVISO, one that is too old a failure") {
    Ready machine;
    machine.odoo.set_version("16.0");
    const auto older = check(machine);
    CHECK(older.outcome.status == 0);
    CHECK_THAT(older.line("odoo"),
               StartsWith("AVISO ") && Contains("Odoo 16.0, JSON-RPC\nremedy: tested with Odoo 17 to 19"));
    for (const auto* version : {"17.0", "18.0", "19.0"}) {
        machine.odoo.set_version(version);
        const auto known = check(machine);
        CHECK(known.outcome.status == 0);
        CHECK_THAT(known.line("odoo"), StartsWith("ok "));
        CHECK_THAT(known.line("odoo models"), StartsWith("ok ") && Contains("every field that is needed"));
        CHECK(known.line("odoo optional").empty());
    }
    machine.odoo.set_version("15.0");
    const auto too_old = check(machine);
    CHECK(too_old.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(too_old.outcome.out, Contains("this is Odoo '15.0', older than 16"));
}

TEST_CASE("a key that expires within 14 days is an AVISO on the versions that tell when") {
    Ready machine;
    const auto now = machine.odoo.now();
    machine.odoo.add_key(FakeOdoo::k_uid, "e4900000000000000000000000000000000fa4e1",
                         now - std::chrono::days{2}, "velha");
    machine.odoo.add_key(FakeOdoo::k_uid, "e4900000000000000000000000000000000fa4e2",
                         now + std::chrono::days{80});
    CHECK(check(machine).line("odoo key").empty());
    for (const auto* version : {"18.0", "19.0"}) {
        machine.odoo.set_version(version);
        CHECK(check(machine).line("odoo key") == "ok no key of this user expires within 14 days");
    }
    const auto soon = now + std::chrono::days{13};
    machine.odoo.add_key(FakeOdoo::k_uid, "e4900000000000000000000000000000000fa4e3", soon, "producao");
    for (const auto* version : {"18.0", "19.0"}) {
        machine.odoo.set_version(version);
        const auto checked = check(machine);
        CHECK(checked.outcome.status == 0);
        CHECK_THAT(
            checked.line("odoo key"),
            StartsWith(fmt::format("AVISO key 'producao' of this user expires on {} UTC\nremedy: make a new",
                                   to_odoo(soon))));
    }
    machine.odoo.remove_model("res.users.apikeys");
    CHECK_THAT(check(machine).line("odoo key"), StartsWith("AVISO res.users.apikeys.search_read"));
}

TEST_CASE("a password in place of a key is an AVISO on Odoo 19, a key that has expired exits with 77") {
    Ready machine;
    machine.odoo.set_version("19.0");
    CHECK_THAT(check(machine).line("odoo"), EndsWith("Odoo 19.0, JSON-2"));
    CHECK_THAT(check(machine, {"--odoo-api", "jsonrpc"}).line("odoo"), EndsWith("Odoo 19.0, JSON-RPC"));
    machine.odoo.set_user(FakeOdoo::k_uid, std::string(FakeOdoo::k_user), "senha-do-usuario");
    machine.variables["ODOO_API_KEY"] = "senha-do-usuario";
    const auto checked = check(machine);
    CHECK(checked.outcome.status == 0);
    CHECK_THAT(checked.line("odoo"),
               StartsWith("AVISO ") &&
                   Contains("Odoo 19.0, JSON-RPC\nremedy: ODOO_API_KEY is a password: make an API key"));
    const auto outcome = machine.run_program();
    CHECK(outcome.status == 0);
    CHECK_THAT(outcome.err, Contains("odoo_api=jsonrpc") && Contains("SENHA_EM_VEZ_DE_CHAVE"));
    CHECK_THAT(outcome.text(), !Contains("senha-do-usuario"));
    const auto again = machine.run_program();
    CHECK_THAT(again.err, Contains("start execution") && Contains("SENHA_EM_VEZ_DE_CHAVE"));
    machine.odoo.add_key(FakeOdoo::k_uid, "e4900000000000000000000000000000000fa4e1",
                         machine.odoo.now() - std::chrono::days{2});
    machine.variables["ODOO_API_KEY"] = "e4900000000000000000000000000000000fa4e1";
    const auto expired = machine.run_program();
    CHECK(expired.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(expired.err, Contains("a key expires"));
}

TEST_CASE("a wrong key, an unknown database of Odoo and an Odoo that is away have their own codes") {
    Ready machine;
    machine.variables["ODOO_DB"] = "outra-base";
    const auto database = check(machine);
    CHECK(database.outcome.status == number_of(ExitCode::config_error));
    CHECK_THAT(database.line("odoo login"),
               Contains("Odoo has no database 'outra-base'\nremedy: check ODOO_DB"));
    machine.variables["ODOO_DB"] = FakeOdoo::k_database;
    machine.variables["ODOO_API_KEY"] = "chave-errada-5555";
    const auto key = check(machine);
    CHECK(key.outcome.status == number_of(ExitCode::auth_refused));
    CHECK_THAT(key.line("odoo login"),
               Contains("Odoo refused the login of 'ciclo@example.com'") && Contains("ODOO_API_KEY"));
    CHECK_THAT(key.line("odoo"), StartsWith("ok "));
    machine.variables["ODOO_URL"] = fmt::format("http://127.0.0.1:{}", closed_port());
    const auto away = check(machine);
    CHECK(away.outcome.status == number_of(ExitCode::odoo_unavailable));
    CHECK(away.outcome.taken < std::chrono::seconds{5});
    CHECK_THAT(away.line("odoo"),
               StartsWith("FAIL ") && Contains("cannot connect") && Contains("remedy: is Odoo up"));
    CHECK_THAT(away.line("memory"), StartsWith("ok "));
}

namespace {

// The check itself, with other times than the program's: its points by name, and how often it said that it
// waits.
struct Here {
    Lines lines;
    int waits = 0;
};

Here check_here(World& world, std::chrono::milliseconds timeout) {
    Here here;
    http::CurlOptions options;
    options.tell_after = std::chrono::milliseconds{100};
    options.report_waiting = [&] { ++here.waits; };
    http::Curl transport(options);
    config::Settings settings;
    settings.config = world.config;
    const Limits limits(world.stop, std::chrono::minutes{1});
    const Log log([](std::string_view) {});
    const auto show = [&](const CheckPoint& point) {
        here.lines[point.name] = std::string(point.level == PointLevel::fail ? "FAIL " : "ok ") +
                                 point.sentence.english() + "\n" + point.remedy.english();
    };
    check_everything(settings, transport, limits, log, show, {timeout});
    return here;
}

}  // namespace

TEST_CASE("a worker of Odoo that has just started is waited for, as the output says, with one request") {
    // Starting takes up to 21 s, and 2 to be sure.
    CHECK(CheckTimeouts().odoo >= std::chrono::seconds{23});
    Ready machine;
    // The first call meets one, and the calls after the login another one.
    const std::chrono::milliseconds timeout{1000};
    machine.odoo.on_request({.method = "version", .fault = Fault::delay(timeout * 7 / 10)});
    machine.odoo.on_request({.method = "fields_get", .fault = Fault::delay(timeout * 7 / 10)});
    machine.odoo.clear_requests();
    const auto checked = check_here(machine, timeout);
    CHECK_THAT(checked.lines.at("odoo"), StartsWith("ok "));
    CHECK_THAT(checked.lines.at("odoo login"), StartsWith("ok "));
    CHECK_THAT(checked.lines.at("odoo models"), StartsWith("ok "));
    CHECK_THAT(checked.lines.at("companies"), StartsWith("ok "));
    CHECK(checked.waits == 2);
    const auto requests = machine.odoo.requests();
    CHECK(std::count_if(requests.begin(), requests.end(),
                        [](const auto& request) { return request.method == "version"; }) == 1);
}

TEST_CASE("an Odoo that accepts and never answers, at once or in the middle, costs the time that is said") {
    const std::chrono::milliseconds timeout{400};
    Ready machine;
    const SilentListener listener;
    const auto url = machine.config.odoo_url;
    const auto point = GENERATE("odoo", "odoo models");
    if (std::string_view(point) == "odoo") {
        machine.config.odoo_url = fmt::format("http://127.0.0.1:{}", listener.port());
    } else {
        machine.odoo.on_request({.method = "search_read", .times = -1, .fault = Fault::never_answer()});
    }
    const auto begin = std::chrono::steady_clock::now();
    const auto checked = check_here(machine, timeout);
    CHECK(std::chrono::steady_clock::now() - begin >= timeout);
    CHECK(checked.lines.at(point) ==
          "FAIL no answer from Odoo within 0.4 s\nis Odoo up, and reachable from here? check ODOO_URL; the "
          "next run will catch up");
    CHECK_THAT(checked.lines.at("memory"), StartsWith("ok "));
    CHECK(checked.waits == 1);
}

TEST_CASE("124: the deadline of the program is shorter than the timeout of the check") {
    Ready machine;
    machine.odoo.on_request({.method = "search_read", .times = -1, .fault = Fault::never_answer()});
    const auto outcome = start_check(machine, {"--deadline", "1s"})->wait();
    CHECK(outcome.status == number_of(ExitCode::deadline_exceeded));
    CHECK_THAT(outcome.err, Contains("deadline_exceeded (124)"));
}
