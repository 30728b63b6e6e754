// What a regular cycle reads: what Odoo lists as changed and no earlier cycle has read. That the lists are
// whole, that what is remembered hides nothing, and what is asked for once only.
#include <catch2/catch.hpp>

#include "integridade_support.hpp"
#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

constexpr const char* k_state =
    "SELECT num_pedido, qtd_saldo_produto_pedido, raz_social FROM carteira_principal WHERE ativo ORDER BY 1";

// A pedido with an NF and one without, both read long after they were written.
struct Settled {
    World world;
    Order invoiced = world.add_order("VCD0000001", {{world.azeitona, 10}});
    long long nf = world.add_nf("130001", invoiced, {4});
    Order open = world.add_order("VCD0000002", {{world.palmito, 5}});

    Settled() {
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
    }

    // Records that a cycle reads whole; of what it lists it reads stamps alone.
    long long read_whole() {
        world.odoo.clear_requests();
        const auto report = world.run();
        INFO(report.error << "\n" << world.log_text());
        CHECK(report.code == ExitCode::ok);
        long long records = 0;
        for (const auto& request : world.odoo.requests())
            if (request.method == "search_read" && request.fields.size() > 4) records += request.records;
        return records;
    }

    // As a transaction that began so long ago and is committed now.
    void write_late(hours ago, const std::string& model, long long id, const Values& values) {
        auto& store = world.odoo.store();
        store.stamp_as_of(world.now() - ago);
        store.write(model, id, values);
        store.stamp_as_of(std::nullopt);
    }

    std::string value(const char* column, const char* pedido) {
        return world.value("SELECT " + std::string(column) + " FROM carteira_principal WHERE num_pedido = '" +
                           pedido + "'");
    }

    long long asked(const std::string& method) {
        long long count = 0;
        for (const auto& request : world.odoo.requests()) count += request.method == method ? 1 : 0;
        return count;
    }
};

}  // namespace

TEST_CASE("what Odoo lists with the write_date that is remembered is not read again") {
    Settled base;
    CHECK(base.read_whole() == 0);
    CHECK(base.world.odoo.requests().size() == 12);
    base.world.odoo.store().write("sale.order", base.open.id, {{"picking_note", "urgente"}});
    CHECK(base.read_whole() >= 2);  // the pedido and its line
    CHECK(base.value("observ_ped_1", "VCD0000002") == "urgente");
    // Once more, because it was read within 130 s of its write_date, then never.
    base.world.advance(minutes{30});
    CHECK(base.read_whole() >= 2);
    base.world.advance(minutes{30});
    CHECK(base.read_whole() == 0);
}

TEST_CASE("with nothing to do a cycle waits for Odoo twice and sends at most 80 statements") {
    Settled base;
    const auto report = base.world.run();
    CHECK(report.code == ExitCode::ok);
    CHECK(report.totals.get("rounds") == 2);
    CHECK(report.totals.get("statements") <= 80);
    CHECK(report.totals.get("statements") > 40);
    // Somebody wrote: it looks at everything.
    base.world.execute("UPDATE carteira_principal SET observ_ped_1 = observ_ped_1");
    const auto look = base.world.run();
    CHECK(look.looked_at_all);
    CHECK(look.totals.get("rounds") == 2);
    CHECK(look.totals.get("statements") <= 80);
}

TEST_CASE(
    "changed pedidos and NFs, of pedidos with older NFs too, cost five rounds and at most 24 requests") {
    Settled base;
    auto& world = base.world;
    world.odoo.store().write("sale.order", base.open.id, {{"picking_note", "urgente"}});
    world.add_nf("130002", base.invoiced, {2});
    world.add_nf("130003", base.open, {1});
    const auto report = world.run();
    CHECK(report.code == ExitCode::ok);
    CHECK(report.totals.get("rounds") == 5);
    CHECK(report.totals.get("requests") <= 24);
    CHECK(base.value("qtd_saldo_produto_pedido", "VCD0000001") == "4.000");
    CHECK(base.value("qtd_saldo_produto_pedido", "VCD0000002") == "4.000");
}

TEST_CASE(
    "users, categories and the like are asked for again after the interval of the sweep, and in a full "
    "load") {
    Settled base;
    auto& world = base.world;
    const auto asks_for_users = [&] {
        world.advance(minutes{10});
        world.odoo.store().write("sale.order", base.open.id,
                                 {{"picking_note", "nota de " + to_odoo(world.now())}});
        world.odoo.clear_requests();
        world.run_twice();
        const auto requests = world.odoo.requests();
        return std::any_of(requests.begin(), requests.end(),
                           [](const auto& request) { return request.model == "res.users"; });
    };
    CHECK_FALSE(asks_for_users());
    world.odoo.store().write("res.users", world.seller, {{"name", "Outro Nome"}});
    CHECK_FALSE(asks_for_users());
    world.advance(hours{3});
    CHECK(asks_for_users());
    CHECK(base.value("vendedor", "VCD0000002") == "Outro Nome");
    world.config.full = true;
    CHECK(asks_for_users());
}

TEST_CASE(
    "a table of few records comes whole in one request, and no later cycle asks for what else is in it") {
    World world;
    auto& store = world.odoo.store();
    const auto category = [&](const char* name, const fake_odoo::Value& parent) {
        return store.create("product.category", {{"name", name}, {"parent_id", parent}});
    };
    const auto sauce = category("LATA", category("MOLHO", category("MOLHOS", false)));
    const auto product = store.create(
        "product.product",
        {{"name", "MOLHO DE TOMATE"}, {"default_code", "4310002"}, {"weight", 1.0}, {"categ_id", sauce}});
    const auto term = store.create("account.payment.term", {{"name", "45 DDL"}});
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto asked = [&](const std::string& model) {
        const auto requests = world.odoo.requests();
        return std::count_if(requests.begin(), requests.end(), [&](const auto& request) {
            return request.model == model && request.method == "search_read";
        });
    };
    CHECK(asked("product.category") == 1);
    world.advance(minutes{30});
    world.odoo.clear_requests();
    world.add_order("VCD0000002", {{product, 1}}, {{"payment_term_id", term}});
    world.run_twice();
    CHECK(asked("product.category") == 0);
    CHECK(asked("account.payment.term") == 0);
    CHECK(world.value("SELECT concat_ws('/', cond_pgto_pedido, embalagem_produto, materia_prima_produto, "
                      "categoria_produto) FROM carteira_principal WHERE num_pedido = 'VCD0000002'") ==
          "45 DDL/LATA/MOLHO/MOLHOS");
    // One that is made later is not among what is remembered.
    world.advance(minutes{30});
    store.write("sale.order", order.id,
                {{"payment_term_id", store.create("account.payment.term", {{"name", "60 DDL"}})}});
    world.run_twice();
    CHECK(world.value("SELECT cond_pgto_pedido FROM carteira_principal WHERE num_pedido = 'VCD0000001'") ==
          "60 DDL");
}

TEST_CASE("a pedido that has lost its lines is asked for none, and leaves the backlog") {
    Settled base;
    auto& world = base.world;
    world.odoo.store().unlink("sale.order.line", base.open.lines.at(0));
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    const auto requests = world.odoo.requests();
    CHECK(std::count_if(requests.begin(), requests.end(), [](const auto& request) {
              return request.model == "sale.order.line" && request.method == "search_read" &&
                     request.fields.size() > 4;
          }) == 1);  // with the pedido
    CHECK(base.value("ativo", "VCD0000002") == "f");
}

TEST_CASE(
    "a full load begins the memory of users and the like anew: another Odoo has others under these ids") {
    Settled base;
    auto& world = base.world;
    const auto user = world.odoo.store().create("res.users", {{"name", "MARIA"}, {"login", "maria"}});
    world.execute("INSERT INTO ciclo_referencia SELECT 'res.users', " + std::to_string(user) +
                  ", jsonb_build_object('id', " + std::to_string(user) +
                  ", 'name', 'DE OUTRO ODOO'), max(read_at) FROM ciclo_referencia");
    world.config.full = true;
    REQUIRE(world.run().code == ExitCode::ok);
    world.config.full = false;
    world.advance(minutes{30});
    world.odoo.store().write("sale.order", base.open.id, {{"user_id", user}});
    world.run_twice();
    CHECK(base.value("vendedor", "VCD0000002") == "MARIA");
}

TEST_CASE(
    "two writes in one second look alike: what was read within 130 s of its write_date is read once more") {
    Settled base;
    auto& world = base.world;
    const auto second = to_odoo(world.now());
    const Values before{{"product_uom_qty", 7.0}, {"write_date", second}};
    world.odoo.store().write("sale.order.line", base.open.lines.at(0), before);
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(base.value("qtd_saldo_produto_pedido", "VCD0000002") == "7.000");
    world.odoo.store().write("sale.order.line", base.open.lines.at(0),
                             {{"product_uom_qty", 8.0}, {"write_date", second}});
    world.advance(minutes{30});
    world.run_twice();
    CHECK(base.value("qtd_saldo_produto_pedido", "VCD0000002") == "8.000");
}

TEST_CASE("a transaction that became visible long after its stamps is found: pedido, line, NF, partner") {
    Settled base;
    auto& world = base.world;
    const auto late = GENERATE_COPY(from_range(
        variants<const char*>({"sale.order.line", "account.move", "sale.order", "res.partner"}, 2)));
    INFO(late);
    world.advance(hours{20});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    if (late == std::string("sale.order.line"))
        base.write_late(hours{18}, late, base.open.lines.at(0), {{"product_uom_qty", 9.0}});
    if (late == std::string("sale.order"))
        base.write_late(hours{18}, late, base.open.id, {{"picking_note", "tarde"}});
    if (late == std::string("account.move")) base.write_late(hours{18}, late, base.nf, {{"state", "cancel"}});
    if (late == std::string("res.partner"))
        base.write_late(hours{18}, late, world.customer, {{"l10n_br_razao_social", "TARDE LTDA"}});
    world.run_twice();
    if (late == std::string("sale.order.line"))
        CHECK(base.value("qtd_saldo_produto_pedido", "VCD0000002") == "9.000");
    if (late == std::string("sale.order")) CHECK(base.value("observ_ped_1", "VCD0000002") == "tarde");
    if (late == std::string("account.move"))
        CHECK(world.value("SELECT status_nf FROM faturamento_produto") == "Cancelado");
    if (late == std::string("res.partner")) CHECK(base.value("raz_social", "VCD0000002") == "TARDE LTDA");
}

TEST_CASE("a write_date older than every list is found by the next whole sweep of the live pedidos") {
    Settled base;
    auto& world = base.world;
    world.advance(hours{72});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    base.write_late(hours{50}, "sale.order", base.open.id, {{"picking_note", "tarde"}});
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(base.value("observ_ped_1", "VCD0000002").empty());
    world.advance(world.config.sweep_interval);
    world.run_twice();
    CHECK(base.value("observ_ped_1", "VCD0000002") == "tarde");
}

TEST_CASE("what is cancelled without a stamp, or gone, is missing in Odoo's count of the live pedidos") {
    Settled base;
    auto& world = base.world;
    const auto stamp = world.odoo.store().get("sale.order", base.open.id).at("write_date").as_text();
    world.odoo.store().write("sale.order", base.open.id, {{"state", "cancel"}, {"write_date", stamp}});
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT updated_by FROM carteira_principal WHERE num_pedido = 'VCD0000002'") ==
          "ciclo: pedido cancelado no Odoo");
    world.advance(minutes{30});
    const auto third = world.add_order("VCD0000003", {{world.palmito, 5}}, {{"state", "draft"}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    world.odoo.store().unlink("sale.order", third.id);
    world.run_twice();
    CHECK(world.value("SELECT updated_by FROM carteira_principal WHERE num_pedido = 'VCD0000003'") ==
          "ciclo: ausente no Odoo");
}

TEST_CASE(
    "a record that a list lost is found out by Odoo's count; a list that always loses one ends the cycle") {
    Settled base;
    auto& world = base.world;
    auto& store = world.odoo.store();
    for (const char* model : variants({"sale.order.line", "account.move", "sale.order", "res.partner"})) {
        INFO(model);
        store.write("sale.order", base.invoiced.id, {{"picking_note", model}});
        store.write("sale.order.line", base.open.lines.at(0), {{"name", model}});
        store.write("account.move", base.nf, {{"invoice_partner_display_name", model}});
        store.write("res.partner", world.customer, {{"phone", model}});
        const auto before = world.row_versions();
        world.odoo.on_request(
            {.model = model, .method = "search_read", .times = -1, .fault = Fault::drop_records(1)});
        const auto report = world.run();
        // Pedido lines alone keep no NF out.
        const bool is_line = model == std::string("sale.order.line");
        CHECK(report.code == (is_line ? ExitCode::carteira_failed : ExitCode::faturamento_failed));
        CHECK(report.error.find(std::string(model) + ": Odoo sent ") != std::string::npos);
        if (!is_line) CHECK(world.row_versions() == before);
        world.odoo.clear_rules();
        const auto once =
            world.odoo.on_request({.model = model, .method = "search_read", .fault = Fault::drop_records(1)});
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(world.odoo.fired(once) == 1);
        CHECK(base.value("observ_ped_1", "VCD0000001") == model);
        CHECK(base.value("telefone_endereco_ent", "VCD0000002") == model);
        CHECK(world.value("SELECT nome_cliente FROM faturamento_produto") == model);
        world.advance(minutes{30});
    }
}

TEST_CASE(
    "a record that is listed as changed and lost when it is asked for ends the stage, and is read by the "
    "next cycle") {
    Settled base;
    auto& world = base.world;
    world.odoo.store().write("sale.order", base.open.id, {{"picking_note", "urgente"}});
    const auto lost = world.odoo.on_request(
        {.model = "sale.order", .method = "search_read", .skip = 1, .fault = Fault::drop_records(1)});
    const auto report = world.run();
    CHECK(report.code == ExitCode::faturamento_failed);
    CHECK(report.error.find("of 1 records that were asked for by id Odoo did not send 1 and counts 1") !=
          std::string::npos);
    CHECK(world.odoo.fired(lost) == 1);
    world.run_twice();
    CHECK(base.value("observ_ped_1", "VCD0000002") == "urgente");
}

TEST_CASE("NFs that did not pass the integrity checks are read and checked again by the next cycle") {
    Settled base;
    auto& world = base.world;
    deny_reports(world);
    world.add_nf("130002", base.open, {1});
    CHECK(world.run().code == ExitCode::integrity_failed);
    world.advance(minutes{30});
    CHECK(world.run().code == ExitCode::integrity_failed);
}

TEST_CASE("an emptied memory costs reading the last 26 hours once more, and changes nothing") {
    Settled base;
    const auto before = base.world.row_versions();
    base.world.execute("TRUNCATE ciclo_leitura, ciclo_odoo");
    CHECK(base.read_whole() >= 4);
    CHECK(base.world.row_versions() == before);
    CHECK(base.read_whole() == 0);
}

TEST_CASE("a login is made once; a user that Odoo refuses logs in again, and its number is remembered") {
    Settled base;
    auto& world = base.world;
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(base.asked("authenticate") == 0);
    CHECK(base.asked("fields_get") == 0);
    // Over JSON-2 no call carries the number.
    const bool has_number = world.value("SELECT api FROM ciclo_odoo") == "jsonrpc";
    for (const char* other : {"1", "99999"}) {
        if (!has_number) break;
        world.execute("UPDATE ciclo_odoo SET uid = " + std::string(other));
        world.odoo.clear_requests();
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(base.asked("authenticate") == 1);
        CHECK(world.value("SELECT uid FROM ciclo_odoo") == std::to_string(FakeOdoo::k_uid));
    }
    world.config.odoo_api_key = Secret("errada-1234");
    CHECK(world.run().code == ExitCode::auth_refused);
}

TEST_CASE("fields are asked for once; where one is no longer there they are asked again, in the same cycle") {
    Settled base;
    auto& world = base.world;
    world.odoo.remove_field("sale.order", "picking_note");
    world.odoo.store().write("sale.order", base.open.id, {{"commitment_date", "2026-12-01 12:00:00"}});
    world.odoo.clear_requests();
    const auto report = world.run();
    INFO(report.error);
    CHECK(report.code == ExitCode::ok);
    CHECK(base.asked("fields_get") > 10);
    CHECK(report.stages.at(0).window->kind == staging::WindowKind::reading_changed);
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(base.asked("fields_get") == 0);
}

namespace {

// A base that was read, its Odoo known by a second address and a second user too.
struct Moved : Settled {
    std::string first = world.config.odoo_url;
    std::string second = "http://localhost" + first.substr(first.rfind(':'));
    // The names that are remembered, under other ids.
    void answer_as_another_odoo() {
        auto& store = world.odoo.store();
        store.write("sale.order", invoiced.id, {{"name", "VCD0000002"}});
        store.write("sale.order", open.id, {{"name", "VCD0000001"}});
    }
    void check_is_refused() {
        const auto before = world.row_versions();
        const auto report = world.run();
        INFO(report.error);
        CHECK(report.code == ExitCode::config_error);
        CHECK_THAT(report.error, Catch::Contains("is another Odoo than the one that these tables follow") &&
                                     Catch::Contains("it has 0 under their ids and names"));
        CHECK(report.stages.empty());
        CHECK(world.row_versions() == before);
    }
};

}  // namespace

TEST_CASE("another address of the same Odoo makes no full load, also for another user") {
    Moved base;
    auto& world = base.world;
    world.config.odoo_url = base.second;
    const auto moved = world.run();
    INFO(moved.error);
    REQUIRE(moved.code == ExitCode::ok);
    CHECK_FALSE(moved.stages.at(0).window->full);
    world.odoo.clear_requests();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.odoo.requests().size() == 12);
}

TEST_CASE("another Odoo under a new address or database is refused for every user, before a stage writes") {
    Moved base;
    auto& world = base.world;
    base.answer_as_another_odoo();
    SECTION("address") {
        world.config.odoo_url = base.second;
    }
    SECTION("database") {
        world.config.odoo_db = "outro";
        world.odoo.set_database("outro");
    }
    SECTION("address and user") {
        world.config.odoo_url = base.second;
        world.config.odoo_username = "outra@example.com";
        world.odoo.set_user(FakeOdoo::k_uid + 40, "outra@example.com", std::string(FakeOdoo::k_api_key));
    }
    base.check_is_refused();
    base.check_is_refused();
}

TEST_CASE("an address that was left is not trusted when it is named again") {
    Moved base;
    auto& world = base.world;
    world.config.odoo_url = base.second;
    REQUIRE(world.run().code == ExitCode::ok);
    base.answer_as_another_odoo();
    world.config.odoo_url = base.first;
    base.check_is_refused();
}
