// What happened in a cycle, as other programs read it: ciclo_evento, and the notification of each stage.
#include <libpq-fe.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <sstream>

#include "dry_run_support.hpp"
#include "world.hpp"

using namespace ciclo;
using namespace ciclo::test;
using Catch::Matchers::Contains;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr const char* k_events = "SELECT kind, key FROM ciclo_evento ORDER BY id";

// A world whose first cycle is over: what happens from now on is emitted.
struct Running : World {
    Order order = add_order("VCD0000001", {{azeitona, 10}, {palmito, 5}});

    Running() {
        run_twice();
        forget_events();
        advance(minutes{30});
    }

    void forget_events() { execute("DELETE FROM ciclo_evento"); }

    // Of the next cycle; the one after it must emit none.
    std::string next() {
        forget_events();
        const auto report = run();
        INFO(report.error);
        REQUIRE(report.code == ExitCode::ok);
        auto events = rows(k_events);
        const auto last = value("SELECT coalesce(max(id), 0) FROM ciclo_evento");
        REQUIRE(run().code == ExitCode::ok);
        CHECK(rows("SELECT kind, key FROM ciclo_evento WHERE id > " + last).empty());
        advance(minutes{30});
        return events;
    }

    std::string payload(const std::string& kind) {
        return value("SELECT payload FROM ciclo_evento WHERE kind = '" + kind + "'");
    }

    void write(const std::string& model, long long id, const Values& values) {
        odoo.store().write(model, id, values);
    }
};

// Kinds with the keys of their payloads, as the documentation gives them: "nf_nova cnpj_cliente data_fatura
// ...".
std::set<std::string> documented() {
    std::ifstream file(CICLO_SOURCE_DIR "/cron/OPERATIONS.md");
    std::set<std::string> out;
    static const std::regex k_row(R"(\| `(\w+)` \| (?:NF|pedido|shipment|stage) \|[^|]*\|([^|]*)\|)");
    static const std::regex k_key("`(\\w+)`");
    std::smatch row;
    for (std::string line; std::getline(file, line);) {
        if (!std::regex_match(line, row, k_row)) continue;
        const auto payload = row[2].str();
        std::set<std::string> keys;
        for (std::sregex_iterator it(payload.begin(), payload.end(), k_key), end; it != end; ++it)
            keys.insert((*it)[1]);
        auto words = row[1].str();
        for (const auto& key : keys) words += " " + key;
        out.insert(words);
    }
    return out;
}

// A session that listens, as a consumer does.
class Listener {
  public:
    explicit Listener(const std::string& url) : m_connection(PQconnectdb(url.c_str()), PQfinish) {
        PQclear(PQexec(m_connection.get(), "LISTEN ciclo"));
    }

    // What has come since the last call.
    std::vector<std::string> heard() {
        PQclear(PQexec(m_connection.get(), "SELECT 1"));
        std::vector<std::string> out;
        while (auto* notify = PQnotifies(m_connection.get())) {
            out.emplace_back(notify->extra);
            PQfreemem(notify);
        }
        return out;
    }

  private:
    std::unique_ptr<PGconn, void (*)(PGconn*)> m_connection;
};

}  // namespace

TEST_CASE("a stage's first good run emits one primeira_carga with a count, and a second cycle nothing") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_order("VCD0000002", {{world.azeitona, 3}});
    world.add_nf("130001", order, {4});
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.rows("SELECT kind, key, payload FROM ciclo_evento ORDER BY id") ==
          "primeira_carga|faturamento|{\"nfs\": 1}\nprimeira_carga|carteira|{\"pedidos\": 2}");
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT count(*) FROM ciclo_evento") == "2");
    CHECK(world.value("SELECT count(*) FROM ciclo_evento v JOIN ciclo_execucao x ON x.id = v.execution"
                      " WHERE v.emitted_at BETWEEN x.started_at AND x.finished_at") == "2");
}

TEST_CASE("an NF that enters, is corrected, cancelled and reactivated emits one event each time") {
    Running world;
    const auto nf = world.add_nf("130001", world.order, {4, 1});
    CHECK(world.next() == "nf_nova|130001\npedido_alterado|VCD0000001");
    CHECK_THAT(world.payload("nf_nova"), Contains("\"pedidos\": [\"VCD0000001\"]") &&
                                             Contains("\"status_nf\": \"SEM_LOTE\"") &&
                                             Contains("\"valor_total\": 50.00"));
    CHECK_THAT(world.payload("pedido_alterado"), Contains("\"mudou\": [\"saldo\"]"));
    const auto line = world.odoo.store().get("account.move", nf).at("invoice_line_ids").as_ids().at(0);
    world.write("account.move.line", line, {{"quantity", 3.0}, {"price_total", 30.0}});
    CHECK(world.next() == "nf_alterada|130001\npedido_alterado|VCD0000001");
    CHECK_THAT(world.payload("nf_alterada"),
               Contains("\"motivo\": \"corrigida\"") && Contains("\"valor_total\": 40.00"));
    world.write("account.move", nf, {{"state", "cancel"}});
    CHECK(world.next() == "nf_cancelada|130001\npedido_alterado|VCD0000001");
    CHECK_THAT(world.payload("nf_cancelada"), Contains("\"motivo\": \"cancelada\""));
    world.write("account.move", nf, {{"state", "posted"}});
    CHECK(world.next() == "nf_alterada|130001\npedido_alterado|VCD0000001");
    CHECK_THAT(world.payload("nf_alterada"), Contains("\"motivo\": \"reativada\""));
    world.write("account.move", nf, {{"l10n_br_numero_nota_fiscal", "130002"}});
    CHECK(world.next() == "nf_cancelada|130001\nnf_nova|130002");
    CHECK_THAT(world.payload("nf_cancelada"), Contains("\"motivo\": \"NF_RENUMERADA\""));
}

TEST_CASE("a draft that is posted changes its state; a customer's new name alone is no event", "[long]") {
    Running world;
    const auto nf = world.add_nf("130001", world.order, {4, 1}, {{"state", "draft"}});
    CHECK_THAT(world.next(), Contains("nf_nova|130001"));
    CHECK_THAT(world.payload("nf_nova"), Contains("\"status_nf\": \"Provisório\""));
    world.write("account.move", nf, {{"state", "posted"}});
    CHECK(world.next() == "nf_alterada|130001");
    CHECK_THAT(world.payload("nf_alterada"), Contains("\"motivo\": \"estado\""));
    world.write("account.move", nf, {{"invoice_partner_display_name", "Outro nome"}});
    world.write("sale.order", world.order.id, {{"picking_note", "x"}});
    CHECK(world.next().empty());
    CHECK(world.value("SELECT nome_cliente FROM faturamento_produto LIMIT 1") == "Outro nome");
    CHECK(world.value("SELECT observ_ped_1 FROM carteira_principal LIMIT 1") == "x");
}

TEST_CASE("a pedido that enters, changes and is cancelled emits one event a cycle, whatever its rows") {
    Running world;
    const auto order = world.add_order("VCD0000002", {{world.azeitona, 2}, {world.palmito, 3}});
    CHECK(world.next() == "pedido_novo|VCD0000002");
    CHECK_THAT(world.payload("pedido_novo"),
               Contains("\"valor_saldo\": 50.00") && Contains("\"status_pedido\": \"Pedido de venda\""));
    for (const auto line : order.lines)
        world.write("sale.order.line", line, {{"product_uom_qty", 7.0}, {"price_unit", 11.0}});
    world.write("sale.order", order.id, {{"commitment_date", "2026-12-24 12:00:00"}});
    CHECK(world.next() == "pedido_alterado|VCD0000002");
    CHECK_THAT(world.payload("pedido_alterado"),
               Contains("\"mudou\": [\"quantidade\", \"saldo\", \"preco\", \"data\"]") &&
                   Contains("\"data_entrega_pedido\": \"2026-12-24\""));
    world.odoo.store().unlink("sale.order.line", order.lines.at(1));
    world.write("sale.order", order.id, {{"picking_note", "x"}});
    CHECK(world.next() == "pedido_alterado|VCD0000002");
    world.write("sale.order", order.id, {{"state", "cancel"}});
    CHECK(world.next() == "pedido_cancelado|VCD0000002");
    CHECK_THAT(world.payload("pedido_cancelado"), Contains("\"valor_saldo\": 0"));
    world.write("sale.order", order.id, {{"state", "sale"}});
    CHECK(world.next() == "pedido_alterado|VCD0000002");
}

TEST_CASE("with --removal=delete a pedido that comes back is no new one", "[long]") {
    Running world;
    world.config.removal = config::Removal::delete_rows;
    world.write("sale.order", world.order.id, {{"state", "cancel"}});
    CHECK(world.next() == "pedido_cancelado|VCD0000001");
    REQUIRE(world.value("SELECT count(*) FROM carteira_principal") == "0");
    world.write("sale.order", world.order.id, {{"state", "sale"}});
    CHECK(world.next() == "pedido_alterado|VCD0000001");
}

TEST_CASE("history emits no event, nor does what the application held when it is first met") {
    Running world;
    // Old, of a pedido that enters today: a saldo needs it.
    const auto order = world.add_order("VCD0000002", {{world.azeitona, 9}});
    const auto old =
        world.add_nf("120001", order, {4}, {{"create_date", "2026-01-05 10:00:00"}, {"date", "2026-01-05"}});
    CHECK(world.next() == "pedido_novo|VCD0000002");
    REQUIRE(world.value("SELECT count(*) FROM faturamento_produto WHERE numero_nf = '120001'") == "1");
    world.write("account.move", old, {{"state", "cancel"}});
    CHECK(world.next() == "pedido_alterado|VCD0000002");
    // A former program's rows, with other values.
    const auto adopted = world.add_nf("130001", world.order, {4, 1});
    CHECK_THAT(world.next(), Contains("nf_nova|130001"));
    world.execute(
        "DELETE FROM ciclo_nf WHERE numero_nf = '130001';"
        "UPDATE faturamento_produto SET qtd_produto_faturado = 3 WHERE numero_nf = '130001';"
        "DELETE FROM ciclo_pedido WHERE num_pedido = 'VCD0000001';"
        "UPDATE carteira_principal SET preco_produto_pedido = 3 WHERE num_pedido = 'VCD0000001'");
    world.write("account.move", adopted, {{"invoice_origin", "VCD0000001"}});
    world.write("sale.order", world.order.id, {{"picking_note", "x"}});
    CHECK(world.next().empty());
    REQUIRE(world.value("SELECT count(*) FROM faturamento_produto WHERE qtd_produto_faturado = 3") == "0");
    world.write("account.move", adopted, {{"state", "cancel"}});
    CHECK(world.next() == "nf_cancelada|130001\npedido_alterado|VCD0000001");
}

TEST_CASE("an event is there exactly when its stage is committed") {
    Running world;
    world.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
        " IF NEW.stage = 'carteira' AND NEW.outcome = 'ok' THEN RAISE 'refused'; END IF; RETURN NEW; END$$;"
        "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ciclo_etapa FOR EACH ROW EXECUTE FUNCTION "
        "refuse()");
    world.add_nf("130001", world.order, {4, 1});
    world.add_order("VCD0000002", {{world.azeitona, 2}});
    CHECK(world.run().code == ExitCode::carteira_failed);
    CHECK(world.rows(k_events) == "nf_nova|130001");
    world.execute("DROP TRIGGER refuse ON ciclo_etapa");
    CHECK(world.next() == "pedido_alterado|VCD0000001\npedido_novo|VCD0000002");
}

TEST_CASE("each committed stage notifies channel ciclo once, with cycle and stage; a dry run does not") {
    Running world;
    world.add_nf("130001", world.order, {4, 1});
    Listener listener(world.database.url());
    CHECK(world.dry_run().code == ExitCode::ok);
    CHECK(listener.heard().empty());
    const auto report = world.run();
    REQUIRE(report.code == ExitCode::ok);
    std::vector<std::string> expected;
    for (const auto* stage : {"faturamento", "integridade", "faturado", "carteira"})
        expected.push_back("{\"execution\" : \"" + report.execution + "\", \"stage\" : \"" + stage + "\"}");
    CHECK(listener.heard() == expected);
}

TEST_CASE("a dry run lists the events that the cycle then emits, and they alone change no exit status",
          "[long]") {
    Lived world;
    world.go_on();
    const auto report = check_dry_run(world);
    CHECK(changed_tables(report).contains("ciclo_evento"));
    CHECK(report.dry_run->is_pending());
    CHECK_FALSE(DryRunReport{{TableChanges{"ciclo_evento", 1}}, "", {}}.is_pending());
}

TEST_CASE("kinds and payloads are those that cron/OPERATIONS.md describes") {
    World world(application_states().at(1));  // with freights
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    REQUIRE(world.run().code == ExitCode::ok);
    world.advance(minutes{30});
    for (const auto& lote : {"L1", "L2", "L3"}) world.add_lot(lote, "VCD0000001", {{k_azeitona, 4}});
    world.add_item(1, "L1", "VCD0000001");
    const auto nf = world.add_nf("130001", order, {4});
    const auto other = world.add_order("VCD0000002", {{world.azeitona, 3}});
    REQUIRE(world.run().code == ExitCode::ok);
    for (const auto* state : {"cancel", "posted"}) {
        world.advance(minutes{30});
        world.odoo.store().write("account.move", nf, {{"state", state}});
        world.odoo.store().write("sale.order", other.id, {{"state", "cancel"}});
        REQUIRE(world.run().code == ExitCode::ok);
    }
    world.advance(minutes{30});
    world.add_nf("-", order, {1}, {{"move_type", "out_refund"}, {"reversed_entry_id", nf}});
    REQUIRE(world.run().code == ExitCode::ok);
    const auto found = world.session.execute(
        "SELECT DISTINCT kind || ' ' || array_to_string(ARRAY(SELECT DISTINCT k.key FROM ciclo_evento o,"
        " jsonb_object_keys(o.payload) k (key) WHERE o.kind = v.kind ORDER BY 1), ' ') FROM ciclo_evento v");
    std::set<std::string> emitted;
    for (int row = 0; row < found.rows(); ++row) emitted.insert(found.text(row, 0));
    CHECK(emitted == documented());
    CHECK(emitted.size() == 10);
}

TEST_CASE("a cycle notes its --max-age, by which ciclo_saude judges") {
    Running world;
    CHECK(world.rows("SELECT stage, outcome, extract(epoch FROM max_age)::int, late FROM ciclo_saude") ==
          "faturamento|ok|2700|f\nintegridade|ok|2700|f\nfaturado|ok|2700|f\n"
          "carteira|ok|2700|f");
    world.config.max_age = hours{2};
    REQUIRE(world.run().code == ExitCode::ok);
    CHECK(world.value("SELECT DISTINCT extract(epoch FROM max_age)::int FROM ciclo_saude") == "7200");
}

TEST_CASE("events go with the journal") {
    Running world;
    world.add_nf("130001", world.order, {4, 1});
    world.run();
    REQUIRE(world.value("SELECT count(*) FROM ciclo_evento") == "2");
    world.execute("UPDATE ciclo_evento SET emitted_at = now() - interval '91 days' WHERE kind = 'nf_nova'");
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.rows(k_events) == "pedido_alterado|VCD0000001");
}

TEST_CASE("a cycle of a selection emits what it did, before the first whole cycle too", "[long]") {
    World world;
    const auto order = world.add_order("VCD0000001", {{world.azeitona, 10}});
    world.add_nf("130001", order, {4});
    world.config.pedidos = {"VCD0000001"};
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.rows(k_events) == "nf_nova|130001\npedido_novo|VCD0000001");
    world.config.pedidos.clear();
    CHECK(world.run().code == ExitCode::ok);
    CHECK(world.rows("SELECT kind, key FROM ciclo_evento ORDER BY id OFFSET 2") ==
          "primeira_carga|faturamento\nprimeira_carga|carteira");
}
