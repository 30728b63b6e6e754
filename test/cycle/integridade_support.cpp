#include "integridade_support.hpp"

#include <catch2/catch.hpp>

namespace ciclo::test {

// "ERRO 1 (NF 99)", as the report has it; what the journal stored must be the same.
std::string found(World& world, const CycleReport& report, std::string_view check) {
    std::string reported = "did not run";
    for (const auto& stage : report.stages) {
        for (const auto& finding : stage.findings) {
            if (finding.name != check) continue;
            reported = std::string(integridade::name_of(finding.level)) + " " +
                       std::to_string(finding.count) + " (" + finding.examples + ")";
        }
    }
    const auto stored = world.rows(
        "SELECT (d ->> 'level') || ' ' || (d ->> 'count') || ' (' || (d ->> 'examples') || ')'"
        " FROM ciclo_etapa e, jsonb_array_elements(e.details) d WHERE e.execution = '" +
        report.execution + "' AND d ->> 'check' = '" + std::string(check) + "'");
    CHECK(stored == reported);
    return reported;
}

// The checks that found something, in their order.
std::string all_found(const CycleReport& report) {
    std::string out;
    for (const auto& stage : report.stages) {
        for (const auto& finding : stage.findings) {
            if (finding.count > 0) out += (out.empty() ? "" : " ") + std::string(finding.name);
        }
    }
    return out;
}

// Falsifies what the cycle writes into `table`: `statement` sees the row as NEW.
void falsify(World& world, const std::string& table, const std::string& statement) {
    world.execute("CREATE FUNCTION lie() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + statement +
                  " RETURN NEW; END $$; CREATE TRIGGER lie BEFORE INSERT OR UPDATE ON " + table +
                  " FOR EACH ROW EXECUTE FUNCTION lie()");
}

void deny_reports(World& world) {
    falsify(world, "relatorio_faturamento_importado", "RETURN NULL;");
}

void plant_row(World& world, const std::string& nf, const std::string& product, int quantity,
               const std::string& status, const std::string& origem) {
    world.execute(
        "INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, cod_produto,"
        " nome_produto, qtd_produto_faturado, preco_produto_faturado, valor_produto_faturado, peso_total,"
        " status_nf, origem, created_at, updated_at) VALUES ('" +
        nf + "', '2026-01-01', '', 'X', '" + product + "', 'A', " + std::to_string(quantity) + ", 1, " +
        std::to_string(quantity) + ", 2, '" + status + "', " + origem + ", now(), now())");
}

void plant_report(World& world, const std::string& nf, int value, int weight) {
    world.execute(
        "INSERT INTO relatorio_faturamento_importado (numero_nf, valor_total, peso_bruto, ativo) VALUES ('" +
        nf + "', " + std::to_string(value) + ", " + std::to_string(weight) + ", true)");
}

void plant_movement(World& world, const std::string& nf, const std::string& pedido) {
    world.execute(
        "INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao,"
        " local_movimentacao, qtd_movimentacao, numero_nf, num_pedido, status_nf, criado_em, atualizado_em,"
        " ativo) VALUES ('A', 'A', '2026-01-01', 'FATURAMENTO', 'VENDA', -1, '" +
        nf + "', " + pedido + ", 'FATURADO', now(), now(), true)");
}

void plant_separacao(World& world, const std::string& lote, const std::string& pedido,
                     const std::string& status, const std::string& nf) {
    world.execute(
        "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, cod_uf, qtd_saldo, status,"
        " sincronizado_nf, numero_nf, nf_cd, separacao_impressa) VALUES ('" +
        lote + "', '" + pedido + "', '4310162', 'SP', 1, '" + status + "', false, " + nf + ", false, false)");
}

// One invoice for all lines of several pedidos, each line pointing to its own.
long long add_shared_nf(World& world, const std::string& number, const std::vector<Order>& orders) {
    auto& store = world.odoo.store();
    std::string origin;
    for (const auto& order : orders)
        origin += (origin.empty() ? "" : ", ") + store.get("sale.order", order.id).at("name").as_text();
    const auto move = world.add_nf(number, orders.at(0), {}, {{"invoice_origin", origin}});
    for (const auto& order : orders) {
        for (const auto id : order.lines) {
            const auto line = store.get("sale.order.line", id);
            store.create("account.move.line", {{"move_id", move},
                                               {"product_id", line.at("product_id").as_int()},
                                               {"quantity", line.at("product_uom_qty").as_double()},
                                               {"price_unit", 10.0},
                                               {"price_total", 10.0},
                                               {"display_type", "product"},
                                               {"sale_line_ids", Ids{id}}});
        }
        store.refresh_invoicing(order.id);
    }
    return move;
}

std::string excesses(World& world) {
    return world.rows(
        "SELECT numero_nf, num_pedido, cod_produto, qtd_faturada, saldo_disponivel, qtd_excesso, resolvida,"
        " coalesce(resolvida_por, '-'), coalesce(acao_tomada, '-') FROM inconsistencia_faturamento"
        " WHERE tipo = 'FATURAMENTO_EXCEDE_SALDO' ORDER BY id");
}

}  // namespace ciclo::test
