#include "world.hpp"

#include <algorithm>

#include <catch2/catch.hpp>

#include "http/curl.hpp"
#include "language/counts.hpp"
#include "schema/schema.hpp"
#include "variants.hpp"

namespace ciclo::test {
namespace {

constexpr const char* k_application_tables =
    "'faturamento_produto', 'relatorio_faturamento_importado', 'carteira_principal', 'separacao', "
    "'embarques',"
    " 'embarque_itens', 'movimentacao_estoque', 'inconsistencia_faturamento', 'alertas_separacao_cotada',"
    " 'cadastro_palletizacao', 'contatos_agendamento', 'saldo_standby', 'faturamento_parcial_justificativa',"
    " 'entregas_monitoradas', 'agendamentos_entrega'";

const UtcSeconds k_beginning = *from_odoo("2026-11-20 15:00:00");

Values merged(Values base, const Values& more) {
    for (const auto& [name, value] : more) base[name] = value;
    return base;
}

}  // namespace

Database database_with_schema() {
    return Database::copy_of("ciclo_schema", [](const std::string& url) {
        Session session(url);
        schema::apply(session.connection, true);
    });
}

Database database_of(const ApplicationState& state) {
    std::string name = "ciclo_schema_";
    for (const char c : state.name) name += c == ' ' || c == '-' ? '_' : c;
    return Database::copy_of(name, [&](const std::string& url) {
        make_application(url, state);
        Session session(url);
        schema::apply(session.connection);
    });
}

World::World() : World(k_beginning) {}

World::World(UtcSeconds start) : World(nullptr, start) {}

World::World(const ApplicationState& state) : World(&state, k_beginning) {}

World::World(const ApplicationState* state, UtcSeconds start)
    : database(state == nullptr ? database_with_schema() : database_of(*state)),
      session(database.url()),
      m_now(start) {
    use_odoo(odoo_of_this_run());
    odoo.set_now(m_now);
    config.database_url = Secret(database.url());
    config.odoo_url = odoo.url();
    config.odoo_db = FakeOdoo::k_database;
    config.odoo_username = FakeOdoo::k_user;
    config.odoo_api_key = Secret(std::string(FakeOdoo::k_api_key));
    config.lock_wait = std::chrono::seconds{2};
    fill_places();
    fill_products();
    fill_partners();
    // What was made before the test begins lies outside every window.
    advance(std::chrono::hours{48});
}

void World::use_odoo(const OdooVariant& variant) {
    odoo.set_version(variant.version);
    config.odoo_api = variant.api;
    use_localisation(variant.localisation);
}

void World::use_localisation(const std::string& word) {
    odoo.set_localisation(word);
    config.localisation = word == "oca"      ? config::Localisation::oca
                          : word == "native" ? config::Localisation::native
                                             : config::Localisation::ciel;
}

void World::fill_places() {
    auto& store = odoo.store();
    m_sao_paulo = store.create("res.country.state", {{"name", "São Paulo (BR)"}, {"code", "SP"}});
    const auto parana = store.create("res.country.state", {{"name", "Paraná (BR)"}, {"code", "PR"}});
    m_campinas = store.create("l10n_br_ciel_it_account.res.municipio",
                              {{"name", "Campinas"}, {"state_id", m_sao_paulo}});
    m_curitiba =
        store.create("l10n_br_ciel_it_account.res.municipio", {{"name", "Curitiba"}, {"state_id", parana}});
    cif = store.create("account.incoterms", {{"name", "COST, INSURANCE AND FREIGHT"}, {"code", "CIF"}});
    red = store.create("account.incoterms", {{"name", "REDESPACHO"}, {"code", "RED"}});
}

void World::fill_products() {
    auto& store = odoo.store();
    const auto grandparent = store.create("product.category", {{"name", "CONSERVAS"}});
    const auto parent = store.create("product.category", {{"name", "AZEITONA"}, {"parent_id", grandparent}});
    const auto category = store.create("product.category", {{"name", "BALDE 2 KG"}, {"parent_id", parent}});
    azeitona = store.create("product.product", {{"name", "AZEITONA VERDE"},
                                                {"default_code", "4310162"},
                                                {"weight", 2.4},
                                                {"gross_weight", 3.0},
                                                {"categ_id", category}});
    palmito = store.create(
        "product.product",
        {{"name", "PALMITO"}, {"default_code", "4360147"}, {"weight", 1.5}, {"categ_id", category}});
    sem_codigo =
        store.create("product.product", {{"name", "SEM CÓDIGO"}, {"weight", 1.0}, {"categ_id", category}});
    store.create("uom.uom", {{"id", 28}, {"name", "CX"}});
    store.create("account.payment.term", {{"id", 14}, {"name", "30/60/90 DIAS"}});
}

void World::fill_partners() {
    auto& store = odoo.store();
    seller = store.create("res.users", {{"name", "JOÃO PEDRO ARAÚJO"}, {"login", "vendedor"}});
    store.create("crm.team", {{"id", 9}, {"name", "FOOD SERVICE"}});
    customer = store.create("res.partner", {{"name", "MERCADO SÃO JOÃO"},
                                            {"l10n_br_cnpj", "12.345.678/0001-90"},
                                            {"l10n_br_razao_social", "SÃO JOÃO LTDA"},
                                            {"l10n_br_municipio_id", m_campinas},
                                            {"state_id", m_sao_paulo},
                                            {"zip", "13000-000"},
                                            {"street", "Rua Um"},
                                            {"phone", "(19) 3333-4444"},
                                            {"l10n_br_endereco_bairro", "Centro"},
                                            {"l10n_br_endereco_numero", "10"},
                                            {"agendamento", "sim"}});
    other_customer = store.create("res.partner", {{"name", "PADARIA"},
                                                  {"l10n_br_cnpj", "98.765.432/0001-10"},
                                                  {"l10n_br_municipio_id", m_campinas},
                                                  {"agendamento", "nao"}});
    const auto depot = store.create("res.partner", {{"name", "TRANSPORTADORA"},
                                                    {"l10n_br_cnpj", "11.111.111/0001-11"},
                                                    {"l10n_br_municipio_id", m_curitiba},
                                                    {"street", "Rua Depósito"}});
    carrier = store.create("delivery.carrier", {{"name", "LÍDER CARGAS"}, {"l10n_br_partner_id", depot}});
}

Order World::add_order(const std::string& name, const std::vector<Line>& lines, const Values& more) {
    auto& store = odoo.store();
    Order order{};
    order.id = store.create("sale.order", merged({{"name", name},
                                                  {"state", "sale"},
                                                  {"partner_id", customer},
                                                  {"partner_shipping_id", customer},
                                                  {"user_id", seller},
                                                  {"team_id", 9},
                                                  {"date_order", m_now},
                                                  {"payment_term_id", 14},
                                                  {"incoterm", cif},
                                                  {"l10n_br_tipo_pedido", "venda"},
                                                  {"invoice_status", "to invoice"}},
                                                 more));
    for (const auto& line : lines) {
        order.lines.push_back(store.create("sale.order.line", {{"order_id", order.id},
                                                               {"product_id", line.product},
                                                               {"product_uom", 28},
                                                               {"product_uom_qty", line.quantity},
                                                               {"price_unit", line.price},
                                                               {"display_type", false}}));
    }
    return order;
}

long long World::add_nf(const std::string& number, const Order& order, const std::vector<double>& quantities,
                        const Values& more) {
    auto& store = odoo.store();
    const auto origin = store.get("sale.order", order.id).at("name");
    const auto made = more.find("create_date");
    const bool is_stamped = made != more.end() && std::holds_alternative<std::string>(made->second.data());
    const auto day = is_stamped ? made->second.as_text() : to_odoo(m_now);
    const auto move = store.create("account.move", merged({{"name", "NFV/" + number},
                                                           {"state", "posted"},
                                                           {"move_type", "out_invoice"},
                                                           {"partner_id", customer},
                                                           {"invoice_origin", origin},
                                                           {"date", day.substr(0, 10)},
                                                           {"invoice_user_id", seller},
                                                           {"invoice_incoterm_id", cif},
                                                           {"team_id", 9},
                                                           {"l10n_br_numero_nota_fiscal", number},
                                                           {"l10n_br_tipo_pedido", "venda"}},
                                                          more));
    for (std::size_t i = 0; i < quantities.size(); ++i) {
        const auto line = store.get("sale.order.line", order.lines.at(i));
        add_nf_product(move, line.at("product_id").as_int(), quantities[i], line.at("price_unit").as_double(),
                       order.lines.at(i));
    }
    store.refresh_invoicing(order.id);
    return move;
}

long long World::add_nf_product(long long move, long long product, double quantity, double price,
                                long long sale_line) {
    const auto unit = odoo.store().get("sale.order.line", sale_line).at("product_uom");
    return odoo.store().create("account.move.line", {{"move_id", move},
                                                     {"product_id", product},
                                                     {"product_uom_id", unit},
                                                     {"quantity", quantity},
                                                     {"price_unit", price},
                                                     {"price_total", quantity * price},
                                                     {"display_type", "product"},
                                                     {"sale_line_ids", Ids{sale_line}}});
}

void World::add_nf_line(long long move, const std::string& display_type, long long product, double quantity) {
    odoo.store().create("account.move.line", {{"move_id", move},
                                              {"product_id", product},
                                              {"quantity", quantity},
                                              {"price_unit", 1.0},
                                              {"price_total", quantity},
                                              {"display_type", display_type}});
}

void World::add_lot(const std::string& lote, const std::string& pedido, const std::vector<Picked>& products,
                    const std::string& tipo_envio, int cotacao_id) {
    for (const auto& [cod_produto, quantity] : products) {
        session.execute(
            "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, "
            "tipo_envio,"
            " sincronizado_nf, status, nf_cd, separacao_impressa, cotacao_id)"
            " SELECT $1, $2, $3, 'SP', $4::float8, $5, false, CASE WHEN $6::int = 0 THEN 'ABERTO' ELSE "
            "'COTADO' END,"
            " false, false, nullif($6::int, 0)",
            {lote, pedido, cod_produto, std::to_string(quantity), tipo_envio, std::to_string(cotacao_id)});
    }
}

void World::add_item(int embarque, const std::string& lote, const std::string& pedido) {
    session.execute(
        "WITH made AS (INSERT INTO embarques (id, numero, status, criado_em, criado_por)"
        " VALUES ($1, $1::int + 1000, 'ativo', now(), 'test') ON CONFLICT DO NOTHING)"
        " SELECT 1",
        {std::to_string(embarque)});
    session.execute(
        "INSERT INTO embarque_itens (embarque_id, separacao_lote_id, cnpj_cliente, cliente, pedido, status,"
        " uf_destino, cidade_destino) VALUES ($1::int, nullif($2, ''), '12.345.678/0001-90', 'C', $3, "
        "'ativo',"
        " 'SP', 'Campinas')",
        {std::to_string(embarque), lote, pedido});
}

std::string World::movements() {
    return rows(
        "SELECT num_pedido, cod_produto, qtd_movimentacao, separacao_lote_id, numero_nf FROM "
        "movimentacao_estoque"
        " WHERE ativo ORDER BY numero_nf, num_pedido, cod_produto");
}

std::string World::inconsistencies() {
    return rows(
        "SELECT tipo, numero_nf, num_pedido, cod_produto, qtd_faturada FROM inconsistencia_faturamento"
        " WHERE resolvida IS NOT TRUE AND tipo <> 'FATURAMENTO_EXCEDE_SALDO'"
        " ORDER BY tipo, numero_nf, num_pedido, cod_produto");
}

void World::advance(std::chrono::seconds by) {
    m_now += by;
    odoo.set_now(m_now);
}

CycleReport World::run() {
    return run_with(config, nullptr);
}

CycleReport World::dry_run(RowSink* rows) {
    auto settings = config;
    settings.dry_run = true;
    return run_with(settings, rows);
}

CycleReport World::run_with(const config::Config& settings, RowSink* rows) {
    // PostgreSQL counts what a session wrote up to 10 seconds late; a cycle must see it counted.
    session.execute("SELECT pg_stat_force_next_flush()");
    // A cycle reads what was there before the second in which it begins.
    advance(std::chrono::seconds{1});
    http::CurlOptions options;
    options.concurrency = settings.odoo_concurrency;
    http::Curl transport(options);
    const Limits limits(stop, settings.deadline);
    Log log([&](std::string_view line) { log_lines.emplace_back(line); });
    log.set_level(LogLevel::debug);
    const TestClocks clocks(*this);
    auto report = run_cycle({settings, "run", rows, "", &clocks}, transport, limits, log);
    for (const auto& stage : report.stages) {
        for (const auto& [name, number] : stage.counts.all()) {
            INFO("a count without words in Portuguese: " << name);
            CHECK(language::knows_count(name));
        }
    }
    return report;
}

CycleReport World::run_twice() {
    auto first = run();
    INFO(first.error << "\n" << log_text());
    REQUIRE(first.code == ExitCode::ok);
    if (!repeats()) return first;
    const auto before = row_versions();
    const auto second = run();
    INFO(second.error);
    REQUIRE(second.code == ExitCode::ok);
    CHECK(row_versions() == before);
    return first;
}

std::string World::row_versions() {
    std::string out;
    const auto tables = session.execute(std::string("SELECT relname FROM pg_class WHERE relname IN (") +
                                        k_application_tables +
                                        ") AND relkind = 'r'"
                                        " AND relnamespace = 'public'::regnamespace ORDER BY 1");
    for (int row = 0; row < tables.rows(); ++row) {
        const auto table = tables.text(row, 0);
        out +=
            table + " " +
            value("SELECT coalesce(md5(string_agg(ctid::text || xmin::text, ',' ORDER BY ctid)), '-') FROM " +
                  table) +
            "\n";
    }
    return out;
}

std::string World::rows(const std::string& sql) {
    const auto result = session.execute(sql);
    std::string out;
    for (int row = 0; row < result.rows(); ++row) {
        if (row > 0) out += '\n';
        for (int column = 0; column < result.columns(); ++column) {
            if (column > 0) out += '|';
            out += result.text(row, column);
        }
    }
    return out;
}

std::string World::log_text() const {
    std::string out;
    for (const auto& line : log_lines) out += line + "\n";
    return out;
}

}  // namespace ciclo::test
