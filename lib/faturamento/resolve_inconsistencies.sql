-- Open inconsistencies that no longer hold (settle_inconsistencies.sql) are resolved, not deleted. An item that diverges no
-- longer loses the error that this program wrote on it, and is kept first. Locks in the order of the ids, items of
-- embarque and id. Returns counts. Safe to repeat.
WITH item AS (
    SELECT i.id, to_jsonb(i) AS row FROM embarque_itens i CROSS JOIN stg_ciclo c
     WHERE i.erro_validacao LIKE 'NF\_DIVERGENTE: NF % é do pedido %' AND i.pedido LIKE ANY (c.pedido_patterns)
       AND (c.scope IS NULL OR i.pedido = ANY (c.scope))
       AND NOT EXISTS (SELECT 1 FROM stg_divergent_item d WHERE d.id = i.id)
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'embarque_itens', l.id, l.row, 'embarque corrigido', c.execution, now() FROM item l CROSS JOIN stg_ciclo c
),
cleared AS (
    UPDATE embarque_itens i SET erro_validacao = NULL WHERE i.id = ANY (ARRAY(SELECT id FROM item))
    RETURNING i.embarque_id
),
touched AS (
    INSERT INTO stg_touched_shipment (embarque_id) SELECT DISTINCT embarque_id FROM cleared
),
locked AS (
    SELECT i.id FROM inconsistencia_faturamento i
     WHERE i.id = ANY (ARRAY(SELECT id FROM stg_settled)) AND i.resolvida IS NOT TRUE
     ORDER BY i.id FOR NO KEY UPDATE
),
resolved AS (
    UPDATE inconsistencia_faturamento i
       SET resolvida = true, resolvida_em = now() AT TIME ZONE c.time_zone, resolvida_por = c.author, acao_tomada = s.action
      FROM stg_settled s CROSS JOIN stg_ciclo c
     WHERE i.id = s.id AND i.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING i.tipo, i.numero_nf, i.num_pedido, i.cod_produto
),
forgotten AS (
    DELETE FROM ciclo_inconsistencia k USING resolved r
     WHERE k.tipo = r.tipo AND k.numero_nf = r.numero_nf AND k.num_pedido = coalesce(r.num_pedido, '') AND k.cod_produto = r.cod_produto
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', n.table_name, n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (VALUES ('embarque_itens', (SELECT count(*) FROM item), (SELECT count(*) FROM cleared)),
                   ('inconsistencia_faturamento', (SELECT count(*) FROM locked), (SELECT count(*) FROM resolved))) n (table_name, sent, written)
     WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM resolved) AS inconsistencies_resolved, (SELECT count(*) FROM cleared) AS shipment_items_cleared
