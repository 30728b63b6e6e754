-- What NFs took from the stock and no movement says yet, with the lot or without one. Returns the count. Not safe to
-- repeat in a transaction; link_match_movements decides what is missing.
WITH inserted AS (
    INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao, local_movimentacao,
        qtd_movimentacao, separacao_lote_id, numero_nf, num_pedido, tipo_origem, status_nf, codigo_embarque, observacao,
        criado_em, atualizado_em, criado_por, atualizado_por, ativo)
    SELECT p.cod_produto, p.nome_produto, p.data_fatura, 'FATURAMENTO', 'VENDA', -p.qtd, l.lote, p.numero_nf,
           nullif(p.pedido, ''), 'ODOO', 'FATURADO', l.embarque_id,
           'Baixa pela NF ' || p.numero_nf,
           now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, c.author, c.author, true
      FROM stg_link_product p JOIN stg_link l ON l.numero_nf = p.numero_nf AND l.pedido = p.pedido CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM stg_link_movement m
                        WHERE m.numero_nf = p.numero_nf AND m.pedido = p.pedido AND m.cod_produto = p.cod_produto)
     ORDER BY p.numero_nf, p.pedido, p.cod_produto
    RETURNING 1
)
SELECT count(*) AS movements_inserted FROM inserted
