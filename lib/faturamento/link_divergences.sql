-- Active shipment items that have the number of an NF of another pedido: an open inconsistency for each product of the NF,
-- once, and an error on the item, which is written only where the item's pedido comes from Odoo and has no error yet.
-- Looked at are posted NFs that are not history, whatever their age, and that linking may look at. Returns counts. Safe to
-- repeat.
WITH nf AS (
    SELECT numero_nf FROM stg_link_target
    UNION SELECT numero_nf FROM stg_nf WHERE state = 'posted' AND NOT historic
    UNION SELECT k.numero_nf FROM stg_active_item i JOIN ciclo_nf k ON k.numero_nf = i.nota_fiscal CROSS JOIN stg_ciclo c
           WHERE c.scope IS NULL AND k.state = 'posted' AND k.historic IS FALSE
),
divergent AS (
    SELECT i.id, i.nota_fiscal, i.pedido FROM stg_active_item i JOIN nf ON nf.numero_nf = i.nota_fiscal
     WHERE NOT EXISTS (SELECT 1 FROM stg_unlinked_nf u WHERE u.numero_nf = i.nota_fiscal OFFSET 0)
       AND EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.numero_nf = i.nota_fiscal AND f.status_nf IN ('Lançado', 'SEM_LOTE') OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM faturamento_produto f
                        WHERE f.numero_nf = i.nota_fiscal AND f.status_nf IN ('Lançado', 'SEM_LOTE')
                          AND (f.origem IS NULL OR f.origem = i.pedido
                               OR EXISTS (SELECT 1 FROM stg_former_name n WHERE n.num_pedido = f.origem AND n.former = i.pedido)) OFFSET 0)
),
invoiced AS (
    SELECT DISTINCT ON (f.numero_nf, f.origem, f.cod_produto) f.numero_nf, f.origem, f.cod_produto, f.qtd_produto_faturado
      FROM (SELECT DISTINCT nota_fiscal FROM divergent) d
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                          WHERE f.numero_nf = d.nota_fiscal AND f.status_nf IN ('Lançado', 'SEM_LOTE') OFFSET 0) f
     ORDER BY f.numero_nf, f.origem, f.cod_produto, f.id
),
locked AS (
    SELECT i.id FROM embarque_itens i
      JOIN divergent d ON d.id = i.id AND d.pedido = i.pedido
       AND pg_temp.nf_number(d.nota_fiscal) = pg_temp.nf_number(i.nota_fiscal) CROSS JOIN stg_ciclo c
     WHERE i.id = ANY (ARRAY(SELECT id FROM divergent)) AND i.erro_validacao IS NULL AND i.pedido LIKE ANY (c.pedido_patterns)
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i
),
marked AS (
    UPDATE embarque_itens i
       SET erro_validacao = left('NF_DIVERGENTE: NF ' || i.nota_fiscal || ' é do pedido '
                                 || (SELECT string_agg(DISTINCT v.origem, ', ') FROM invoiced v 
                                     WHERE pg_temp.nf_number(v.numero_nf) = pg_temp.nf_number(i.nota_fiscal))
                                 || ', este item é do pedido ' || i.pedido, 500)
     WHERE i.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
missing AS MATERIALIZED (
    SELECT v.*, now() AT TIME ZONE c.time_zone AS detectada_em
      FROM invoiced v CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM inconsistencia_faturamento i
                        WHERE i.tipo = 'DIVERGENCIA_NF_EMBARQUE' AND i.numero_nf = v.numero_nf
                          AND i.num_pedido IS NOT DISTINCT FROM v.origem AND i.cod_produto = v.cod_produto
                          AND (i.resolvida IS NOT TRUE OR i.resolvida_por IS DISTINCT FROM c.author))
       AND NOT EXISTS (SELECT 1 FROM ciclo_inconsistencia k
                        WHERE k.tipo = 'DIVERGENCIA_NF_EMBARQUE' AND k.numero_nf = v.numero_nf
                          AND k.num_pedido = coalesce(v.origem, '') AND k.cod_produto = v.cod_produto)
),
inserted AS (
    INSERT INTO inconsistencia_faturamento (tipo, numero_nf, num_pedido, cod_produto, qtd_faturada, resolvida, detectada_em)
    SELECT 'DIVERGENCIA_NF_EMBARQUE', v.numero_nf, v.origem, v.cod_produto, v.qtd_produto_faturado, false, v.detectada_em
      FROM missing v ORDER BY v.numero_nf, v.origem, v.cod_produto
    RETURNING tipo, numero_nf, coalesce(num_pedido, '') AS num_pedido, cod_produto
),
remembered AS (
    INSERT INTO ciclo_inconsistencia (tipo, numero_nf, num_pedido, cod_produto, opened_at)
    SELECT tipo, numero_nf, num_pedido, cod_produto, now() FROM inserted
        ON CONFLICT DO NOTHING
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', n.table_name, n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (VALUES ('embarque_itens', (SELECT count(*) FROM locked), (SELECT count(*) FROM marked)),
                   ('inconsistencia_faturamento', (SELECT count(*) FROM missing), (SELECT count(*) FROM inserted))) n (table_name, sent, written)
     WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM inserted) AS divergences_opened, (SELECT count(*) FROM marked) AS shipment_items_divergent
