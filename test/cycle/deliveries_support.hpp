// A world whose application has deliveries, carriers and routes.
#pragma once

#include "world.hpp"

namespace ciclo::test {

struct DeliveryWorld : World {
    DeliveryWorld() {
        execute(
            "INSERT INTO transportadoras (cnpj, razao_social, cidade, uf, ativo)"
            " VALUES ('11', 'Veloz Cargas', 'Campinas', 'SP', true);"
            "INSERT INTO cidades (nome, uf, codigo_ibge, icms) VALUES ('CAMPINAS', 'SP', '3509502', 12);"
            "INSERT INTO cidades_atendidas (uf, cidade_id, codigo_ibge, transportadora_id, nome_tabela, "
            "lead_time)"
            " VALUES ('SP', 1, '3509502', 1, 'A', 3), ('SP', 1, '3509502', 1, 'B', 7)");
    }
    // A pedido of 10 azeitonas with a lot in an embarque that leaves with a carrier on a day ("NULL": not
    // yet).
    Order shipped_pedido(const std::string& day = "'2026-11-20'") {
        auto order = add_order("VCD0000001", {{azeitona, 10}});
        add_lot("LOTE_1", "VCD0000001", {{k_azeitona, 10}});
        add_item(1, "LOTE_1", "VCD0000001");
        execute(
            "UPDATE embarque_itens SET uf_destino = 'SP', cidade_destino = 'Campinas';"
            "UPDATE embarques SET transportadora_id = 1, data_embarque = " +
            day);
        return order;
    }
    std::string deliveries() {
        return rows(
            "SELECT numero_nf, transportadora, data_embarque, lead_time, data_entrega_prevista, "
            "separacao_lote_id,"
            " entregue, status_finalizacao FROM entregas_monitoradas ORDER BY id");
    }
};

}  // namespace ciclo::test
