#include "foreign_support.hpp"

namespace ciclo::test {
namespace {

// Planted rows are known by their ids.
constexpr long long k_first_id = 900000;
const char* const k_planted = "id >= 900000";

// None begins with a configured prefix; several look like it, or like a pattern.
const std::vector<std::string> k_foreign_names{"'MANUAL1'",     "'vcd0000001'", "'XVCD0000001'",
                                               "' VCD0000001'", "'VC_0000001'", "'%'",
                                               "'V%'",          "''",           "'V'"};

const char* const k_shared_cnpj = "'12.345.678/0001-90'";
// Of clients without any pedido of Odoo: one with a contact, one without.
const char* const k_own_cnpj = "'77.777.777/0001-77'";
const char* const k_bare_cnpj = "'66.666.666/0001-66'";

const char* const k_shared_nf = "'150001'";

struct Planting {
    World& world;
    Markers& markers;
    long long next = k_first_id;

    void row(const std::string& table, const Overrides& overrides) {
        markers.plant(table, next++, overrides);
    }
};

std::vector<std::string> with_null(std::vector<std::string> names) {
    names.emplace_back("NULL");
    return names;
}

void plant_backlog(Planting& in) {
    struct Row {
        const char* ativo;
        const char* product;
        const char* cnpj;
    };
    for (const auto& name : k_foreign_names) {
        for (const auto& [ativo, product, cnpj] :
             {Row{"true", "'4310162'", k_shared_cnpj}, Row{"true", "'4360147'", k_own_cnpj},
              Row{"NULL", "'P-NULL'", k_bare_cnpj}, Row{"false", "'P-false'", k_shared_cnpj}}) {
            in.row("carteira_principal", {{"num_pedido", name},
                                          {"cod_produto", product},
                                          {"cnpj_cpf", cnpj},
                                          {"cliente_nec_agendamento", "'Sim'"},
                                          {"status_pedido", "'Pedido de venda'"},
                                          {"ativo", ativo}});
        }
        for (const char* status : {"'ATIVO'", "'BLOQ. COML.'", "'SALDO'", "'CONFIRMADO'"}) {
            in.row("saldo_standby", {{"num_pedido", name},
                                     {"origem_separacao_lote_id", "'L1'"},
                                     {"cod_produto", "'4310162'"},
                                     {"status_standby", status}});
        }
    }
}

void plant_lots(Planting& in) {
    for (const auto& name : with_null(k_foreign_names)) {
        for (const std::string status : {"PREVISAO", "ABERTO", "COTADO", "FATURADO", "NF no CD"}) {
            for (const char* kind : {"total", "parcial"}) {
                const auto consumed = status.starts_with("FATURADO") || status.starts_with("NF");
                in.row("separacao", {{"num_pedido", name},
                                     {"cod_produto", "'4310162'"},
                                     {"separacao_lote_id", std::string(kind) == "total" ? "'L2'" : "'L1'"},
                                     {"tipo_envio", std::string("'") + kind + "'"},
                                     {"status", "'" + status + "'"},
                                     {"sincronizado_nf", consumed ? "true" : "false"},
                                     {"numero_nf", consumed ? "'130001'" : "NULL"},
                                     {"cotacao_id", status == "COTADO" ? "5" : "NULL"}});
            }
        }
    }
}

// What people are to do about a lot.
void plant_tasks(Planting& in) {
    for (const auto& name : k_foreign_names) {
        const Overrides lot{
            {"num_pedido", name}, {"separacao_lote_id", "'L2'"}, {"cod_produto", "'4310162'"}};
        auto alert = lot;
        alert.emplace_back("reimpresso", "false");
        in.row("alertas_separacao_cotada", alert);
        auto pending = lot;
        pending.insert(pending.end(), {{"numero_nf", "'130001'"},
                                       {"motivo_nao_faturamento", "''"},
                                       {"classificacao_saldo", "''"},
                                       {"executado_por", "NULL"}});
        in.row("faturamento_parcial_justificativa", pending);
    }
}

void plant_shipments(Planting& in) {
    in.markers.plant("embarques", k_first_id, {{"status", "'ativo'"}});
    for (const auto& name : k_foreign_names) {
        for (const char* embarque : {"1", "2", "900000"}) {
            const Overrides item{{"pedido", name}, {"embarque_id", embarque}, {"status", "'ativo'"}};
            auto free = item;
            free.insert(free.end(),
                        {{"separacao_lote_id", "'L1'"}, {"nota_fiscal", "NULL"}, {"erro_validacao", "NULL"}});
            in.row("embarque_itens", free);
            auto taken = item;
            taken.insert(
                taken.end(),
                {{"separacao_lote_id", "'LX'"},
                 {"nota_fiscal", "'130001'"},
                 {"erro_validacao", std::string(embarque) == "1" ? "'NF_DIVERGENTE: NF 130001'" : "NULL"}});
            in.row("embarque_itens", taken);
        }
    }
}

// NFs that other programs wrote, one a pedido and status, and what goes with them.
void plant_nfs(Planting& in) {
    int number = 990000;
    for (const auto& name : with_null(k_foreign_names)) {
        for (const char* status : {"Lançado", "SEM_LOTE", "Cancelado", "Provisório"}) {
            const auto nf = "'" + std::to_string(++number) + "'";
            in.row("faturamento_produto", {{"numero_nf", nf},
                                           {"origem", name},
                                           {"cod_produto", "'4310162'"},
                                           {"status_nf", std::string("'") + status + "'"},
                                           {"valor_produto_faturado", "10"},
                                           {"peso_total", "2"}});
            in.row("relatorio_faturamento_importado", {{"numero_nf", nf},
                                                       {"origem", name},
                                                       {"valor_total", "10"},
                                                       {"peso_bruto", "2"},
                                                       {"ativo", "true"}});
            in.row("movimentacao_estoque",
                   {{"numero_nf", nf},
                    {"num_pedido", name},
                    {"cod_produto", "'4310162'"},
                    {"tipo_movimentacao", "'FATURAMENTO'"},
                    {"separacao_lote_id", "NULL"},
                    {"codigo_embarque", "1"},
                    {"status_nf", "'FATURADO'"},
                    {"ativo", std::string(status) == "Cancelado" ? "false" : "true"}});
        }
    }
}

// Rows that name a pedido of the application and an NF of Odoo.
void plant_confusions(Planting& in) {
    for (const auto& name : k_foreign_names) {
        for (const char* nf : {"'130001'", "'130002'"}) {
            in.row("movimentacao_estoque", {{"numero_nf", nf},
                                            {"num_pedido", name},
                                            {"cod_produto", "'4310162'"},
                                            {"tipo_movimentacao", "'FATURAMENTO'"},
                                            {"separacao_lote_id", "'L1'"},
                                            {"codigo_embarque", "1"},
                                            {"status_nf", "'FATURADO'"},
                                            {"ativo", "true"}});
        }
        for (const char* nf : {"'130001'", "NULL"}) {
            in.row("separacao", {{"num_pedido", name},
                                 {"cod_produto", "'4310162'"},
                                 {"separacao_lote_id", "'LX'"},
                                 {"status", "'COTADO'"},
                                 {"sincronizado_nf", "false"},
                                 {"numero_nf", nf}});
        }
        for (const char* tipo : {"FATURAMENTO_EXCEDE_SALDO", "NF_SEM_SEPARACAO", "DIVERGENCIA_NF_EMBARQUE"}) {
            for (const char* nf : {"'130001'", "'130002'", "'140001'", "'990999'"}) {
                in.row("inconsistencia_faturamento",
                       {{"tipo", std::string("'") + tipo + "'"},
                        {"numero_nf", nf},
                        {"num_pedido", name},
                        {"cod_produto", std::string(nf) == "'140001'" ? "'4360147'" : "'4310162'"},
                        {"resolvida", "false"}});
            }
        }
    }
}

// NF 150001 of several pedidos of the application, of the client and the products of an NF that Odoo numbers
// so.
void plant_shared_number(Planting& in) {
    const Overrides nf{{"numero_nf", k_shared_nf}, {"cnpj_cliente", "'12345678000190'"}};
    const auto row = [&](const char* table, Overrides more) {
        more.insert(more.end(), nf.begin(), nf.end());
        in.row(table, more);
    };
    row("relatorio_faturamento_importado", {{"origem", "'MANUAL1'"}, {"ativo", "true"}});
    for (const auto& name : k_foreign_names) {
        for (const char* product : {"'4310162'", "'4360147'"}) {
            const Overrides of{{"num_pedido", name}, {"cod_produto", product}};
            row("faturamento_produto",
                {{"origem", name}, {"cod_produto", product}, {"status_nf", "'SEM_LOTE'"}});
            auto moved = of;
            moved.insert(
                moved.end(),
                {{"tipo_movimentacao", "'FATURAMENTO'"}, {"codigo_embarque", "1"}, {"ativo", "true"}});
            row("movimentacao_estoque", moved);
            auto open = of;
            open.insert(open.end(), {{"tipo", "'NF_SEM_SEPARACAO'"}, {"resolvida", "false"}});
            row("inconsistencia_faturamento", open);
            auto consumed = of;
            consumed.insert(consumed.end(), {{"status", "'FATURADO'"}, {"sincronizado_nf", "true"}});
            row("separacao", consumed);
        }
        in.row("embarque_itens",
               {{"pedido", name}, {"embarque_id", "1"}, {"status", "'ativo'"}, {"nota_fiscal", k_shared_nf}});
    }
    // What such an NF left without a pedido is still that NF's.
    row("inconsistencia_faturamento", {{"num_pedido", "NULL"},
                                       {"cod_produto", "'4310162'"},
                                       {"tipo", "'NF_SEM_SEPARACAO'"},
                                       {"resolvida", "false"}});
}

void plant_contacts(Planting& in) {
    in.row("contatos_agendamento", {{"cnpj", k_own_cnpj}, {"forma", "'SEM AGENDAMENTO'"}});
    in.row("contatos_agendamento", {{"cnpj", "''"}, {"forma", "'SEM AGENDAMENTO'"}});
    // Odoo's client too has a contact already: one that says how, and one that does not.
    in.row("contatos_agendamento", {{"cnpj", k_shared_cnpj}, {"forma", "'PORTAL'"}});
    in.row("contatos_agendamento", {{"cnpj", k_shared_cnpj}, {"forma", "''"}});
    in.world.execute("DELETE FROM cadastro_palletizacao");
    for (const char* product : {"'P-NULL'", "'4310162'"})
        in.row("cadastro_palletizacao", {{"cod_produto", product}, {"ativo", "false"}});
    in.row("cadastro_rota", {{"cod_uf", "'SP'"}, {"ativa", "true"}});
    in.row("cadastro_sub_rota", {{"cod_uf", "'SP'"}, {"nome_cidade", "'Campinas'"}, {"ativa", "true"}});
}

const std::vector<std::string> k_foreign_tables{"carteira_principal",
                                                "saldo_standby",
                                                "separacao",
                                                "alertas_separacao_cotada",
                                                "faturamento_parcial_justificativa",
                                                "embarques",
                                                "embarque_itens",
                                                "faturamento_produto",
                                                "relatorio_faturamento_importado",
                                                "movimentacao_estoque",
                                                "inconsistencia_faturamento",
                                                "contatos_agendamento",
                                                "cadastro_palletizacao",
                                                "cadastro_rota",
                                                "cadastro_sub_rota"};

}  // namespace

void plant_foreign_pedidos(World& world, Markers& markers) {
    Planting in{world, markers};
    plant_backlog(in);
    plant_lots(in);
    plant_tasks(in);
    plant_shipments(in);
    plant_nfs(in);
    plant_confusions(in);
    plant_shared_number(in);
    plant_contacts(in);
    // As a prefix leaves them that was taken out of the settings.
    world.execute(
        "INSERT INTO ciclo_recalculo VALUES ('MANUAL1', now()), ('V', now());"
        "INSERT INTO ciclo_pedido (order_id, num_pedido) VALUES (900000, 'MANUAL1'), (900001, 'V')");
    for (const auto& table : k_foreign_tables) markers.remember_versions(table, k_planted);
}

}  // namespace ciclo::test
