// Clocks that are wrong: what changes in Odoo while such a cycle runs is in the tables after the next one.
#include <catch2/catch.hpp>
#include <functional>

#include "ciclo/history.hpp"
#include "variants.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

struct WrongClock {
    const char* name;
    std::function<void(World&)> set;
    // What the cycle ends with.
    ExitCode code = ExitCode::ok;
    // Whether it says that the clocks differ.
    bool is_shown = true;
};

void right_clocks(World& world) {
    world.odoo.shift_date(seconds{0});
    world.machine_ahead = world.database_ahead = seconds{0};
}

// A known pedido of 10 with an NF of 4, which every window has passed by, and one that changes.
struct KnownPedido {
    World world;
    Order order;
    Order other;

    KnownPedido() {
        order = world.add_order("VCD0000001", {{world.azeitona, 10}});
        other = world.add_order("VCD0000002", {{world.azeitona, 1}});
        world.add_nf("130001", order, {4});
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(hours{72});
        REQUIRE(world.run().code == ExitCode::ok);
        world.advance(minutes{30});
    }

    // A cycle that reads something; what is done in Odoo meanwhile comes too late for its readings.
    CycleReport run_while(const std::function<void()>& action) {
        world.odoo.store().write("sale.order", other.id, {{"picking_note", to_odoo(world.now())}});
        const auto rule =
            world.odoo.on_request({.model = "res.partner", .method = "search_read", .before = action});
        auto report = world.run();
        if (world.odoo.fired(rule) == 0) action();
        world.odoo.clear_rules();
        return report;
    }

    // What changes: a known pedido, a known NF, and both again.
    void change() {
        auto& store = world.odoo.store();
        store.write("sale.order.line", order.lines.at(0), {{"product_uom_qty", 20.0}});
        store.write("account.move", store.ids("account.move").front(),
                    {{"invoice_partner_display_name", "OUTRO NOME"}});
        world.add_nf("130003", world.add_order("VCD0000003", {{world.palmito, 7}}), {2});
    }

    std::string state() {
        return world.rows(
                   "SELECT num_pedido, cod_produto, qtd_saldo_produto_pedido FROM carteira_principal"
                   " WHERE num_pedido <> 'VCD0000002' ORDER BY 1") +
               "\n" + world.rows("SELECT numero_nf, nome_cliente FROM faturamento_produto ORDER BY 1");
    }
};

constexpr const char* k_before = "VCD0000001|4310162|6.000\n130001|MERCADO SÃO JOÃO";
constexpr const char* k_after =
    "VCD0000001|4310162|16.000\nVCD0000003|4360147|5.000\n130001|OUTRO NOME\n130003|MERCADO SÃO JOÃO";

std::string notices(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages)
        for (const auto& notice : stage.notices) out += notice.kind + " " + notice.examples + "\n";
    return out;
}

std::string read_to(World& world) {
    return world.value("SELECT max(read_to) FROM ciclo_etapa WHERE stage = 'carteira' AND outcome = 'ok'");
}

}  // namespace

TEST_CASE("a clock that is wrong in one cycle loses nothing that changes meanwhile, and is reported") {
    const auto date = [](seconds by) { return [by](World& world) { world.odoo.shift_date(by); }; };
    const auto text = [](const char* what) { return [what](World& world) { world.odoo.send_date(what); }; };
    const auto wrong = GENERATE_COPY(from_range(variants<WrongClock>(
        {WrongClock{"Odoo 45 minutes ahead", date(minutes{45})},
         WrongClock{"Odoo a day behind", date(hours{-24})},
         WrongClock{"this machine a day ahead", [](World& world) { world.machine_ahead = hours{24}; }},
         WrongClock{"the database a day behind", [](World& world) { world.database_ahead = -hours{24}; }},
         WrongClock{"Odoo without a Date", text(""), ExitCode::odoo_unavailable, false},
         WrongClock{"Odoo 20 minutes ahead", date(minutes{20})},
         WrongClock{"Odoo a day ahead", date(hours{24})},
         WrongClock{"Odoo 40 years ahead", date(hours{350640})},
         WrongClock{"Odoo 20 minutes behind", date(minutes{-20})},
         WrongClock{"Odoo in 2001", text("Mon, 01 Jan 2001 00:00:00 GMT")},
         WrongClock{"this machine a day behind", [](World& world) { world.machine_ahead = -hours{24}; }},
         WrongClock{"this machine in 1970",
                    [](World& world) { world.machine_ahead = -world.now().time_since_epoch(); }},
         WrongClock{"the database a day ahead", [](World& world) { world.database_ahead = hours{24}; }},
         WrongClock{"Odoo two minutes ahead", date(minutes{2}), ExitCode::ok, false},
         WrongClock{"Odoo in 1970", text("Thu, 01 Jan 1970 00:00:00 GMT"), ExitCode::odoo_unavailable, false},
         WrongClock{"Odoo in 9999", text("Fri, 31 Dec 9999 23:59:59 GMT"), ExitCode::odoo_unavailable, false},
         WrongClock{"Odoo in 1999", text("Fri, 31 Dec 1999 23:59:59 GMT"), ExitCode::odoo_unavailable, false},
         WrongClock{"Odoo with no date in it", text("soon"), ExitCode::odoo_unavailable, false}},
        2)));
    INFO(wrong.name);
    KnownPedido known;
    auto& world = known.world;
    REQUIRE(known.state() == k_before);
    wrong.set(world);
    const auto report = known.run_while([&] { known.change(); });
    INFO(report.error << notices(report));
    CHECK(report.code == wrong.code);
    // What changes while a cycle reads may be in it or not.
    if (report.stages.empty()) CHECK(known.state() == k_before);
    CHECK((notices(report).find("RELOGIOS_DIFEREM") != std::string::npos) == wrong.is_shown);
    right_clocks(world);
    world.advance(minutes{30});
    world.run_twice();
    CHECK(known.state() == k_after);
    // And the cycles after it are what they were: no catching up, no full load.
    world.advance(minutes{30});
    const auto later = world.run();
    CHECK(later.code == ExitCode::ok);
    CHECK(later.stages.at(0).window->kind == staging::WindowKind::regular);
    CHECK(later.stages.at(3).window->kind == staging::WindowKind::regular);
    CHECK(notices(later).empty());
}

TEST_CASE("a clock that is always wrong loses nothing either, and each cycle says so", "[long]") {
    const auto wrong = GENERATE(from_range(variants<WrongClock>(
        {WrongClock{"the Date header 45 minutes ahead", [](World& w) { w.odoo.shift_date(minutes{45}); }},
         WrongClock{"the Date header 45 minutes behind", [](World& w) { w.odoo.shift_date(-minutes{45}); }},
         WrongClock{"the machine 45 minutes ahead", [](World& w) { w.machine_ahead = minutes{45}; }},
         WrongClock{"the database 45 minutes ahead", [](World& w) { w.database_ahead = minutes{45}; }},
         WrongClock{"Odoo with its stamps 45 minutes ahead",
                    [](World& w) { w.machine_ahead = w.database_ahead = -minutes{45}; }}})));
    INFO(wrong.name);
    KnownPedido known;
    auto& world = known.world;
    wrong.set(world);
    REQUIRE(known.run_while([] {}).code == ExitCode::ok);
    world.advance(minutes{30});
    const auto report = known.run_while([&] { known.change(); });
    CHECK(report.code == ExitCode::ok);
    CHECK_THAT(notices(report), Contains("RELOGIOS_DIFEREM"));
    // A record that is made while the earliest clock lags waits until that has passed it.
    for (int i = 0; i < 3; ++i) {
        world.advance(minutes{30});
        REQUIRE(world.run().code == ExitCode::ok);
    }
    world.run_twice();
    CHECK(known.state() == k_after);
}

TEST_CASE("the watermark is the earliest clock, once a cycle") {
    KnownPedido known;
    auto& world = known.world;
    world.odoo.shift_date(minutes{20});
    // Later answers have another date: none of them moves anything.
    world.odoo.on_request({.method = "fields_get", .before = [&] { world.odoo.shift_date(-hours{24}); }});
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(read_to(world) == to_odoo(world.now()));
    world.odoo.shift_date(seconds{-90});
    world.advance(minutes{30});
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(read_to(world) == to_odoo(world.now() - seconds{90}));
}

TEST_CASE("a last good run in the future counts as none: a full load, an AVISO, and then the usual windows",
          "[long]") {
    const auto ahead = GENERATE(from_range(variants({"31 minutes", "60 days", "1 day", "7973 years"})));
    INFO(ahead);
    KnownPedido known;
    auto& world = known.world;
    world.execute(std::string("UPDATE ciclo_etapa SET read_to = read_to + interval '") + ahead +
                  "' WHERE execution = (SELECT id FROM ciclo_execucao ORDER BY started_at DESC LIMIT 1)");
    known.change();
    const auto report = world.run();
    INFO(report.error);
    REQUIRE(report.code == ExitCode::ok);
    CHECK(report.stages.at(0).window->full);
    CHECK(report.stages.at(3).window->kind == staging::WindowKind::ahead);
    CHECK_THAT(notices(report), Contains("ULTIMA_EXECUCAO_NO_FUTURO faturamento, carteira"));
    CHECK(known.state() == k_after);
    world.advance(minutes{30});
    const auto next = world.run();
    CHECK(next.code == ExitCode::ok);
    CHECK_FALSE(next.stages.at(0).window->full);
    CHECK_FALSE(next.stages.at(3).window->full);
    CHECK(notices(next).empty());
    const auto before = world.row_versions();
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.row_versions() == before);
}

TEST_CASE("cycles that the database's fast clock stamped hide no later one, and make one full load") {
    KnownPedido known;
    auto& world = known.world;
    for (const auto* table : {"ciclo_execucao", "ciclo_etapa"})
        world.execute(std::string("UPDATE ") + table +
                      " SET started_at = started_at + interval '3 days', finished_at = finished_at + "
                      "interval '3 days'");
    world.execute("UPDATE ciclo_etapa SET read_to = read_to + interval '3 days'");
    const auto last = [&] { return read_history(world.session.connection, "UTC", 1, false).at(0).outcome; };
    world.odoo.on_request({.model = "account.move",
                           .method = "search_read",
                           .times = -1,
                           .fault = Fault::odoo_error("odoo.exceptions.ValidationError", "no")});
    CHECK(world.run().code == ExitCode::faturamento_failed);
    CHECK(last() == "faturamento_failed");
    world.odoo.clear_rules();
    const auto full = world.run();
    CHECK(full.code == ExitCode::ok);
    CHECK(full.stages.at(0).window->full);
    CHECK(last() == "ok");
    world.advance(minutes{30});
    CHECK_FALSE(world.run().stages.at(0).window->full);
}

TEST_CASE("after weeks of cycles in the future the full load reaches back to the last one that was right",
          "[long]") {
    KnownPedido known;
    auto& world = known.world;
    const auto right = read_to(world);
    world.advance(hours{24 * 50});
    known.change();
    // Such a cycle found nothing to read: its window lay in the future.
    world.execute(
        "INSERT INTO ciclo_execucao (id, started_at, version, host, arguments)"
        " VALUES ('00000000-0000-4000-8000-000000000001', now(), '0', 'h', '');"
        "INSERT INTO ciclo_etapa (execution, stage, read_to, full_load, started_at, finished_at, outcome)"
        " SELECT '00000000-0000-4000-8000-000000000001', stage, '2040-01-01', false, now(), now(), 'ok'"
        " FROM unnest('{faturamento,carteira}'::text[]) stage");
    world.advance(hours{24 * 40});
    world.run_twice();
    CHECK(known.state() == k_after);
    CHECK(world.value("SELECT min(read_from) <= timestamp '" + right +
                      "' FROM ciclo_etapa WHERE full_load AND read_to > now()") == "t");
}

TEST_CASE("an outage that is longer than the longest catch-up leaves no gap") {
    KnownPedido known;
    auto& world = known.world;
    world.advance(hours{24});
    known.change();
    world.advance(hours{24 * 60});
    const auto report = world.run();
    CHECK(report.code == ExitCode::ok);
    CHECK(report.stages.at(0).window->kind == staging::WindowKind::long_gap);
    CHECK(known.state() == k_after);
}
