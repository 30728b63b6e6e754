// The lines of an NF are proved complete before anything that was there counts as vanished: by the NF's own
// list, and by its totals, which hold what a record rule hides.
#include <catch2/catch.hpp>

#include "hiding_support.hpp"
#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

// Takes the record with this id out of a list, wherever it stands.
Fault lose(long long id) {
    return Fault::edit_body([id](std::string body) {
        const auto at = body.find("{\"id\": " + std::to_string(id) + ", ");
        if (at == std::string::npos) return body;
        auto end = body.find('}', at) + 1;
        if (body.compare(end, 2, ", ") == 0) end += 2;
        body.erase(at, end - at);
        const auto dangling = body.rfind(", ]");
        return dangling == std::string::npos ? body : body.erase(dangling, 2);
    });
}

// Sets a number wherever it is sent.
Fault show(const std::string& field, const std::string& number) {
    return Fault::edit_body([field, number](std::string body) {
        const auto key = "\"" + field + "\": ";
        for (auto at = body.find(key); at != std::string::npos; at = body.find(key, at + 1)) {
            const auto from = at + key.size();
            body.replace(from, body.find_first_of(",}", from) - from, number);
        }
        return body;
    });
}

Rule lines(Fault fault, int times = -1) {
    return {.model = "account.move.line", .method = "search_read", .times = times, .fault = std::move(fault)};
}

// An NF of three lines, two of one product, linked to its lot.
struct ThreeLineNf {
    World world;
    Order order{};
    long long nf = 0;
    Ids line;

    ThreeLineNf() {
        order =
            world.add_order("VCD0000001", {{world.azeitona, 10}, {world.palmito, 5}, {world.azeitona, 6}});
        nf = world.add_nf("130001", order, {10, 5, 6});
        world.add_nf_line(nf, "tax", world.azeitona, 3);
        world.add_lot("L1", "VCD0000001", {{"4310162", 16}, {"4360147", 5}}, "total", 7);
        world.add_item(1, "L1", "VCD0000001");
        REQUIRE(world.run().code == ExitCode::ok);
        line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids();
        REQUIRE(line.size() == 3);
        world.advance(minutes{30});
        world.odoo.store().write("account.move", nf, {{"payment_state", "paid"}});
    }

    std::string rows() {
        return world.rows(
            "SELECT cod_produto, qtd_produto_faturado::real, status_nf FROM faturamento_produto ORDER BY 1");
    }
    std::string reason() { return world.value("SELECT min(reason) FROM ciclo_rejeito"); }

    // The NF is set aside, and every row stays as it is.
    void sets_aside(const std::string& part) {
        for (const bool allowed : variants({true, false})) {
            world.config.allow_mass_removal = allowed;
            const auto before = world.row_versions();
            const auto report = world.run();
            INFO(report.error << "\n" << rows());
            CHECK(report.code == ExitCode::done_with_rejects);
            CHECK(world.row_versions() == before);
            CHECK(holds(reason(), part));
            world.advance(hours{72});
        }
        world.config.allow_mass_removal = false;
    }

    void recovers() {
        const auto before = world.row_versions();
        world.odoo.clear_rules();
        world.odoo.clear_restrictions();
        CHECK(world.run().code == ExitCode::ok);
        CHECK(world.row_versions() == before);
        CHECK(world.value("SELECT count(*) FROM ciclo_rejeito") == "0");
    }
};

}  // namespace

TEST_CASE("a line that one answer lost is requested again") {
    for (const std::size_t which : variants({0U, 1U, 2U})) {
        ThreeLineNf base;
        const auto before = base.world.row_versions();
        const auto rule = base.world.odoo.on_request(lines(lose(base.line.at(which)), 1));
        const auto report = base.world.run();
        CHECK(base.world.odoo.fired(rule) == 1);
        CHECK(report.code == ExitCode::ok);
        CHECK(base.world.row_versions() == before);
        CHECK(reported(report, "NF_CORRIGIDA").empty());
    }
}

TEST_CASE("an NF of which a line does not come although its list names it is set aside") {
    for (const std::size_t which : variants({0U, 1U, 2U})) {
        ThreeLineNf base;
        base.world.odoo.on_request(lines(lose(base.line.at(which))));
        base.sets_aside("NF 130001: Odoo lists account.move.line " + std::to_string(base.line.at(which)) +
                        " and does not send it: ");
        base.recovers();
    }
}

TEST_CASE("an NF of which a record rule hides a line is set aside: its totals still hold it") {
    for (const std::size_t which : variants({0U, 1U, 2U})) {
        ThreeLineNf base;
        base.world.odoo.hide_records("account.move.line", Ids{base.line.at(which)});
        base.sets_aside("NF 130001: its lines add up to ");
        CHECK(holds(base.reason(), "Odoo says 210.00 (210.00): lines are hidden from the Odoo user"));
        base.recovers();
    }
}

TEST_CASE("a new NF of which a line is hidden is set aside, and stored once it is shown", "[long]") {
    ThreeLineNf base;
    auto& world = base.world;
    const auto nf = world.add_nf("130002", base.order, {1, 2, 0});
    const auto hidden = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().at(0);
    world.odoo.hide_records("account.move.line", Ids{hidden});
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(holds(base.reason(), "NF 130002: its lines add up to 20.00"));
    CHECK(world.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '130002'") == "0");
    world.advance(hours{72});
    world.odoo.clear_restrictions();
    world.run_twice();
    CHECK(world.rows("SELECT cod_produto, qtd_produto_faturado::real FROM faturamento_produto"
                     " WHERE numero_nf = '130002' ORDER BY 1") == "4310162|1\n4360147|2");
}

TEST_CASE("a cancelled NF is cancelled with every row, though lines of it are hidden or lost") {
    for (const bool lost : variants({false, true})) {
        ThreeLineNf base;
        auto& world = base.world;
        world.odoo.store().write("account.move", base.nf, {{"state", "cancel"}});
        if (lost) {
            world.odoo.on_request(lines(lose(base.line.at(1))));
        } else {
            world.odoo.hide_records("account.move.line", Ids{base.line.at(1)});
        }
        REQUIRE(world.run().code == ExitCode::ok);
        // Still lost when the pedido is read once more: its NFs' lines are not those that Odoo counts.
        if (lost) CHECK(world.run().code == ExitCode::faturamento_failed);
        world.odoo.clear_rules();
        world.run_twice();
        CHECK(base.rows() == "4310162|16|Cancelado\n4360147|5|Cancelado");
        CHECK(world.movements().empty());
    }
}

TEST_CASE("a line that was really taken off an NF goes, and its movement with it") {
    ThreeLineNf base;
    auto& world = base.world;
    world.odoo.store().unlink("account.move.line", base.line.at(1));
    CHECK(reported(world.run_twice(), "NF_CORRIGIDA") == "1 130001");
    CHECK(base.rows() == "4310162|16|Lançado");
    CHECK(world.movements() == "VCD0000001|4310162|-16.000|L1|130001");
}

TEST_CASE("a line that is deleted while the cycle reads sets its NF aside; the next cycle takes it off") {
    ThreeLineNf base;
    auto& world = base.world;
    world.config.odoo_concurrency = 1;  // the NF first, then its lines
    // After those by which a pedido finds its NFs.
    world.odoo.on_request({.model = "account.move.line", .method = "search_read", .skip = 1, .before = [&] {
                               world.odoo.store().unlink("account.move.line", base.line.at(1));
                           }});
    CHECK(world.run().code == ExitCode::done_with_rejects);
    CHECK(base.rows() == "4310162|16|Lançado\n4360147|5|Lançado");
    world.run_twice();
    CHECK(base.rows() == "4310162|16|Lançado");
}

TEST_CASE("one of the two totals is enough") {
    for (const char* field : variants({"amount_untaxed", "amount_total"})) {
        ThreeLineNf base;
        auto& world = base.world;
        world.odoo.store().unlink("account.move.line", base.line.at(1));
        world.odoo.on_request(
            {.model = "account.move", .method = "search_read", .times = -1, .fault = show(field, "999.0")});
        world.run_twice();
        CHECK(base.rows() == "4310162|16|Lançado");
    }
}

TEST_CASE("an Odoo whose totals hold something else loses no NF, and its own list of lines decides",
          "[long]") {
    World world;
    // Freight on top of the lines.
    const auto freight = [&] {
        world.odoo.on_request({.model = "account.move",
                               .method = "search_read",
                               .times = -1,
                               .fault = Fault::edit_body([](std::string body) {
                                   body = show("amount_untaxed", "7777.0").edit(std::move(body));
                                   return show("amount_total", "8888.0").edit(std::move(body));
                               })});
    };
    freight();
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 100}, {world.palmito, 100}});
    long long last = 0;
    for (int i = 0; i < 12; ++i) last = world.add_nf(std::to_string(130000 + i), order, {1, 2});
    const auto report = world.run_twice();
    CHECK(world.value("SELECT count(*) FROM faturamento_produto") == "24");
    CHECK(reported(report, "NF_LINHAS_NAO_SOMAM").substr(0, 10) == "12 130000 ");
    world.advance(minutes{30});
    const auto line = world.odoo.store().get("account.move", last).at("invoice_line_ids").as_ids();
    world.odoo.store().unlink("account.move.line", line.at(1));
    world.add_nf("139999", order, {3, 4});
    world.run_twice();
    CHECK(world.rows("SELECT numero_nf, cod_produto FROM faturamento_produto WHERE numero_nf >= '130011'"
                     " ORDER BY 1, 2") == "130011|4310162\n139999|4310162\n139999|4360147");
    // The list of an NF proves all the same.
    world.advance(minutes{30});
    world.odoo.store().write("account.move", last, {{"payment_state", "paid"}});
    world.odoo.clear_rules();
    freight();
    world.odoo.on_request(lines(lose(line.at(0))));
    CHECK(world.run().code == ExitCode::done_with_rejects);
}

TEST_CASE("an Odoo without the totals decides by the list of lines", "[long]") {
    ThreeLineNf base;
    auto& world = base.world;
    for (const char* field : {"amount_untaxed", "amount_total"})
        world.odoo.remove_field("account.move", field);
    world.run_twice();
    CHECK(base.rows() == "4310162|16|Lançado\n4360147|5|Lançado");
    world.odoo.store().unlink("account.move.line", base.line.at(1));
    world.run_twice();
    CHECK(base.rows() == "4310162|16|Lançado");
    world.odoo.store().write("account.move", base.nf, {{"payment_state", "not_paid"}});
    world.odoo.on_request(lines(lose(base.line.at(0))));
    base.sets_aside("Odoo lists account.move.line");
}

TEST_CASE("an Odoo without the list of lines counts them: an answer that lost one fails the stage",
          "[long]") {
    ThreeLineNf base;
    auto& world = base.world;
    world.odoo.remove_field("account.move", "invoice_line_ids");
    world.run_twice();
    world.odoo.on_request(lines(lose(base.line.at(1))));
    const auto before = world.row_versions();
    const auto report = world.run();
    CHECK(report.code == ExitCode::faturamento_failed);
    CHECK(report.error == "faturamento: account.move.line: of 1 NFs Odoo sent 2 lines and counts 3");
    CHECK(world.row_versions() == before);
    base.recovers();
}

TEST_CASE("notes, sections and lines without goods are read with an NF and become no rows") {
    ThreeLineNf base;
    auto& world = base.world;
    for (const char* type : {"line_note", "line_section"})
        world.odoo.store().create("account.move.line",
                                  {{"move_id", base.nf}, {"display_type", type}, {"name", "Frete"}});
    // A complement of value, and a line without a product.
    world.add_nf_product(base.nf, world.sem_codigo, 0, 10, base.order.lines.at(0));
    world.odoo.store().create("account.move.line", {{"move_id", base.nf},
                                                    {"quantity", 1.0},
                                                    {"price_unit", 4.0},
                                                    {"price_total", 4.0},
                                                    {"display_type", "product"}});
    world.run_twice();
    CHECK(base.rows() == "4310162|16|Lançado\n4360147|5|Lançado");
}
