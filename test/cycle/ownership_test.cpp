// Which columns belong to the program, and that it writes no other, whatever happens in Odoo.
#include <algorithm>
#include <catch2/catch.hpp>

#include "changes_support.hpp"
#include "markers_support.hpp"
#include "variants.hpp"

using namespace ciclo;
using namespace ciclo::test;

namespace {

// In carteira_principal: what Odoo says, the saldo, and the client's forma_agendamento. created_at and
// created_by are the program's when it inserts a row, and nobody's after that.
const Columns k_carteira{"pedido_cliente",
                         "data_pedido",
                         "data_atual_pedido",
                         "data_entrega_pedido",
                         "status_pedido",
                         "cnpj_cpf",
                         "raz_social",
                         "raz_social_red",
                         "municipio",
                         "estado",
                         "vendedor",
                         "equipe_vendas",
                         "nome_produto",
                         "unid_medida_produto",
                         "embalagem_produto",
                         "materia_prima_produto",
                         "categoria_produto",
                         "qtd_produto_pedido",
                         "qtd_saldo_produto_pedido",
                         "qtd_cancelada_produto_pedido",
                         "preco_produto_pedido",
                         "cond_pgto_pedido",
                         "forma_pgto_pedido",
                         "incoterm",
                         "metodo_entrega_pedido",
                         "cliente_nec_agendamento",
                         "observ_ped_1",
                         "cnpj_endereco_ent",
                         "empresa_endereco_ent",
                         "cep_endereco_ent",
                         "nome_cidade",
                         "cod_uf",
                         "bairro_endereco_ent",
                         "rua_endereco_ent",
                         "endereco_ent",
                         "telefone_endereco_ent",
                         "odoo_write_date",
                         "ultima_sync",
                         "ativo",
                         "updated_at",
                         "updated_by",
                         "forma_agendamento"};

// In separacao: what follows the backlog, and what a consumed row says of its NF.
const Columns k_separacao_by_carteira{"qtd_saldo", "valor_saldo", "peso", "pallet", "zerado_por_sync",
                                      "data_zeragem", "cnpj_cpf", "raz_social_red", "nome_cidade", "cod_uf",
                                      "observ_ped_1", "pedido_cliente", "rota", "sub_rota",
                                      // When it goes to another city.
                                      "cidade_normalizada", "uf_normalizada", "codigo_ibge"};
const Columns k_separacao_by_nf{"numero_nf", "sincronizado_nf", "data_sincronizacao", "status"};

const Columns k_itens{"nota_fiscal", "erro_validacao", "status", "peso", "valor", "pallets"};

// In an alert that is open: its values.
const Columns k_alertas{"tipo_alteracao", "qtd_anterior", "qtd_nova",        "qtd_diferenca", "data_alerta",
                        "nome_produto",   "cliente",      "embarque_numero", "tipo_separacao"};

// The application's as well, but with a meaning for the program: looked at, not filled with nonsense.
const Columns k_keys{"num_pedido", "cod_produto", "separacao_lote_id",
                     "tipo_envio", "cotacao_id",  "embarque_id",
                     "pedido",     "numero"};

Columns operator+(Columns left, const Columns& right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

const Overrides k_alert_key{
    {"separacao_lote_id", "'L2'"}, {"num_pedido", "'VCD0000001'"}, {"cod_produto", "'4310162'"}};

void plant_rows(Markers& markers) {
    auto open = k_alert_key;
    auto reprinted = k_alert_key;
    open.emplace_back("reimpresso", "false");
    reprinted.emplace_back("reimpresso", "true");
    markers.plant("alertas_separacao_cotada", 900001, open);
    markers.plant("alertas_separacao_cotada", 900002, reprinted);
    markers.plant("cadastro_palletizacao", 900001, {{"cod_produto", "'4310162'"}});
    markers.plant("cadastro_rota", 900001, {{"cod_uf", "'SP'"}});
    markers.plant("cadastro_sub_rota", 900001, {{"cod_uf", "'SP'"}, {"nome_cidade", "'Campinas'"}});
    markers.plant("contatos_agendamento", 900001, {{"cnpj", "'12.345.678/0001-90'"}, {"forma", "'PORTAL'"}});
    markers.plant("contatos_agendamento", 900002, {{"cnpj", "'98.765.432/0001-10'"}});
}

// Every column of every row but what the program owns; rows that came with the last cycle are filled first.
void remember_all(Markers& markers, const OdooChange& change) {
    markers.forget();
    markers.fill("carteira_principal", k_carteira + Columns{"num_pedido", "cod_produto"});
    markers.fill("separacao", k_separacao_by_carteira + k_separacao_by_nf + k_keys);
    markers.fill("embarques", k_keys + Columns{"status"});
    markers.fill("embarque_itens", k_itens + k_keys);
    markers.remember("carteira_principal", k_carteira);
    // What is open follows its pedido's name.
    const Columns name = change.renames ? Columns{"num_pedido", "pedido"} : Columns{};
    markers.remember("separacao",
                     k_separacao_by_carteira + (change.by_nf ? k_separacao_by_nf : Columns{}) + name);
    markers.remember("embarques", {});
    markers.remember("embarque_itens", k_itens + name);
    markers.remember("alertas_separacao_cotada", k_alertas, "reimpresso IS NOT TRUE");
    markers.remember_versions("alertas_separacao_cotada", "reimpresso");
    for (const char* table :
         {"cadastro_palletizacao", "cadastro_rota", "cadastro_sub_rota", "contatos_agendamento"})
        markers.remember_versions(table, "true");
}

}  // namespace

TEST_CASE(
    "fault 5: owned columns only: whatever happens in Odoo, every value of the application is found again") {
    World world;
    Backlog backlog(world);
    REQUIRE(world.run().code == ExitCode::ok);
    backlog.add_lots();
    Markers markers(world);
    world.execute("DELETE FROM cadastro_palletizacao");
    plant_rows(markers);
    REQUIRE(world.run().code == ExitCode::ok);
    OdooChange lived{"", {}};  // since the last cycle
    for (const auto& change : every_change()) {
        INFO("when " << change.name);
        world.advance(std::chrono::minutes{30});
        change.make(backlog);
        lived.by_nf = lived.by_nf || change.by_nf;
        lived.renames = lived.renames || change.renames;
        if (!lived_alone(change, 1)) continue;
        remember_all(markers, lived);
        lived = {"", {}};
        REQUIRE(markers.remembered() > 600);
        const auto before = world.rows("SELECT t::text FROM carteira_principal t ORDER BY id");
        REQUIRE(world.run().code == ExitCode::ok);
        CHECK(markers.changes() == k_nothing);
        CHECK(world.rows("SELECT t::text FROM carteira_principal t ORDER BY id") != before);
    }
    remember_all(markers, {"a full cycle", {}});
    world.config.full = true;
    world.run_twice();
    CHECK(markers.changes() == k_nothing);
}

TEST_CASE("a row that enters the backlog leaves the application's columns empty") {
    World world;
    Backlog backlog(world);
    world.run_twice();
    REQUIRE(world.value("SELECT count(*) FROM carteira_principal") == "5");
    std::string filled;
    for (const auto& column : k_carteira) filled += column + ",";
    CHECK(
        world.rows("SELECT DISTINCT e.key FROM carteira_principal t, jsonb_each(to_jsonb(t) - '{" + filled +
                   "id,num_pedido,cod_produto,created_at,created_by}'::text[]) e WHERE e.value <> 'null'") ==
        k_nothing);
}

TEST_CASE("whatever stands in one owned column, a full cycle brings Odoo's value back, in that row alone") {
    World world;
    Backlog backlog(world);
    REQUIRE(world.run().code == ExitCode::ok);
    const Columns by_the_way{"ultima_sync", "updated_at", "updated_by"};
    std::vector<Columns> wrong{{"ativo"}};  // at once; in a thorough run each alone
    for (const auto& column : k_carteira) {
        if (column == "ativo" || std::find(by_the_way.begin(), by_the_way.end(), column) != by_the_way.end())
            continue;
        if (thorough() || wrong.size() == 1) wrong.emplace_back();
        wrong.back().push_back(column);
    }
    const std::string one = "num_pedido = 'VCD0000001' AND cod_produto = '4310162'";
    world.config.full = true;
    for (const auto& columns : wrong) {
        INFO(columns.front());
        Markers markers(world);
        markers.remember("carteira_principal", by_the_way, one);
        markers.remember_versions("carteira_principal", "NOT (" + one + ")");
        for (const auto& column : columns) {
            if (column == "ativo") {
                world.execute("UPDATE carteira_principal SET ativo = NOT ativo WHERE " + one);
            } else {
                markers.scramble("carteira_principal", column, one);
            }
        }
        REQUIRE(markers.changes() != k_nothing);
        world.run_twice();
        CHECK(markers.changes() == k_nothing);
    }
}
