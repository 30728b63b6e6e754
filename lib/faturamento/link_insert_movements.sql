-- What NFs took from the stock and no movement says yet, with the lot or without one, where it is due
-- (link_products.sql); never of products that move no stock. One that is missing otherwise was not this program's to make,
-- or a person deleted it: AVISO MOVIMENTO_AUSENTE. Returns the count. Not safe to repeat in a transaction;
-- link_match_movements decides what is missing.
WITH missing AS NOT MATERIALIZED (
    SELECT p.* FROM stg_link_product p CROSS JOIN stg_ciclo c
     WHERE p.cod_produto <> ALL (c.no_stock_products)
       AND NOT EXISTS (SELECT 1 FROM stg_link_movement m
                        WHERE m.numero_nf = p.numero_nf AND m.pedido = p.pedido AND m.cod_produto = p.cod_produto)
),
inserted AS (
    INSERT INTO movimentacao_estoque (cod_produto, nome_produto, data_movimentacao, tipo_movimentacao, local_movimentacao,
        qtd_movimentacao, separacao_lote_id, numero_nf, num_pedido, tipo_origem, status_nf, codigo_embarque, observacao,
        criado_em, atualizado_em, criado_por, atualizado_por, ativo)
    SELECT p.cod_produto, p.nome_produto, p.data_fatura, 'FATURAMENTO', 'VENDA', -p.qtd, l.lote, p.numero_nf,
           nullif(p.pedido, ''), 'ODOO', 'FATURADO', l.embarque_id, pg_temp.movement_text(p.numero_nf, l.lote),
           now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, c.author, c.author, true
      FROM missing p JOIN stg_link l ON l.numero_nf = p.numero_nf AND l.pedido = p.pedido CROSS JOIN stg_ciclo c
     WHERE p.due
    RETURNING 1
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'MOVIMENTO_AUSENTE', p.numero_nf, string_agg(p.cod_produto, ', ' ORDER BY p.pedido, p.cod_produto)
      FROM missing p WHERE NOT p.due GROUP BY p.numero_nf ORDER BY p.numero_nf
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'movimentacao_estoque', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM missing p JOIN stg_link l ON l.numero_nf = p.numero_nf AND l.pedido = p.pedido
                     WHERE p.due) AS sent, (SELECT count(*) FROM inserted) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'movimentacao_estoque'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) AS movements_inserted FROM inserted
