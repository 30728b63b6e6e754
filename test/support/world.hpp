// One small world for a cycle test: a fresh database with the application's tables, and an Odoo stand-in with
// two customers, three products and whatever the test adds. Everything real but Odoo; the clock is the
// stand-in's.
#pragma once

#include <string>
#include <vector>

#include "application.hpp"
#include "ciclo/cycle.hpp"
#include "cluster/cluster.hpp"
#include "cluster/session.hpp"
#include "config/config.hpp"
#include "fake_odoo/fake_odoo.hpp"
#include "odoo_variant.hpp"

namespace ciclo::test {

using fake_odoo::Decimal;
using fake_odoo::FakeOdoo;
using fake_odoo::Fault;
using fake_odoo::Ids;
using fake_odoo::Rule;
using fake_odoo::Values;

// The codes of World::azeitona and palmito.
inline constexpr const char* k_azeitona = "4310162";
inline constexpr const char* k_palmito = "4360147";

// The backlog, row by row.
inline constexpr const char* k_saldos =
    "SELECT num_pedido, cod_produto, qtd_produto_pedido, qtd_saldo_produto_pedido, ativo FROM "
    "carteira_principal ORDER BY 1, 2";

struct Line {
    long long product;
    double quantity;
    double price = 10.0;
};

struct Order {
    long long id;
    std::vector<long long> lines;
};

// A row of a lot: what people picked of one product.
struct Picked {
    std::string cod_produto;
    double quantity;
};

// A fresh database with the application's tables and ciclo's, all empty.
Database database_with_schema();
// The same, the application's tables as they were on a date.
Database database_of(const ApplicationState& state);

class World {
  public:
    // Odoo's clock stands at 2026-11-20 15:00:00 UTC (noon in Sao Paulo) and 48 hours until advance() moves
    // it; the other two clocks show the same.
    World();
    // The same with another beginning.
    explicit World(UtcSeconds start);
    // The same on the application's database as it was on a date.
    explicit World(const ApplicationState& state);

    // Another version of Odoo, and the API by which it is read, from the next cycle on.
    void use_odoo(const OdooVariant& variant);

    // The names of another localisation, at both ends.
    void use_localisation(const std::string& word);

    // A confirmed pedido of the customer; `more` overrides header fields.
    Order add_order(const std::string& name, const std::vector<Line>& lines, const Values& more = {});
    // A posted NF for the whole of these lines of a pedido, in their order; an empty list means a quantity of
    // 0 for all. Dated the day of its create_date.
    long long add_nf(const std::string& number, const Order& order, const std::vector<double>& quantities,
                     const Values& more = {});
    // A further product line, of a pedido's line; for NFs of several pedidos. Returns its id.
    long long add_nf_product(long long move, long long product, double quantity, double price,
                             long long sale_line);
    // An NF line beside the product lines: "tax", "payment_term", "cogs".
    void add_nf_line(long long move, const std::string& display_type, long long product, double quantity);

    // A lot of open separações of a pedido: COTADO with a cotacao_id, else ABERTO.
    void add_lot(const std::string& lote, const std::string& pedido, const std::vector<Picked>& products,
                 const std::string& tipo_envio = "parcial", int cotacao_id = 0);
    // An active item of the customer in the active embarque of that number, which is made where there is
    // none; `lote` may be "".
    void add_item(int embarque, const std::string& lote, const std::string& pedido);

    void advance(std::chrono::seconds by);
    UtcSeconds now() const { return m_now; }

    CycleReport run();
    // The same as a dry run; `rows` takes what would change.
    CycleReport dry_run(RowSink* rows = nullptr);
    // Runs and requires exit code ok; then (in a quick run: one time in eight) runs again and requires that
    // no row of the application was written.
    CycleReport run_twice();
    // A fingerprint of every row version of the application's tables.
    std::string row_versions();

    // "a|b\nc|d": for comparing whole results.
    std::string rows(const std::string& sql);
    std::string value(const std::string& sql) { return session.value(sql); }
    void execute(const std::string& sql) { session.connection.execute_script(sql); }
    // Rows of the stock movements that count: pedido, product, quantity, lot, NF.
    std::string movements();
    // Open inconsistencies: type, NF, pedido, product, quantity.
    std::string inconsistencies();
    // Everything that the cycles logged.
    std::string log_text() const;

    Database database;
    FakeOdoo odoo;
    config::Config config;
    Session session;
    std::vector<std::string> log_lines;

    long long customer = 0;        // Mercado Sao Joao, Campinas (SP), agendamento sim
    long long other_customer = 0;  // no agendamento
    long long carrier = 0;         // with a partner in Curitiba (PR), for REDESPACHO
    long long azeitona = 0;        // code 4310162, weight 2.4, gross 3.0
    long long palmito = 0;         // code 4360147
    long long sem_codigo = 0;      // no code
    long long seller = 0;
    long long cif = 0;
    long long red = 0;
    StopFlag stop;
    // Added to what this machine's and the database's clocks show.
    std::chrono::seconds machine_ahead{0};
    std::chrono::seconds database_ahead{0};

  private:
    // The clocks of run() and dry_run().
    struct TestClocks : OtherClocks {
        explicit TestClocks(const World& w) : world(w) {}
        [[nodiscard]] UtcSeconds machine() const override { return world.m_now + world.machine_ahead; }
        [[nodiscard]] UtcSeconds database(postgres::Connection&) const override {
            return world.m_now + world.database_ahead;
        }
        const World& world;
    };

    // nullptr: as `ciclo schema apply` makes it.
    World(const ApplicationState* state, UtcSeconds start);
    void fill_places();
    void fill_products();
    void fill_partners();
    CycleReport run_with(const config::Config& settings, RowSink* rows);

    UtcSeconds m_now;
    long long m_sao_paulo = 0;
    long long m_campinas = 0;
    long long m_curitiba = 0;
};

}  // namespace ciclo::test
