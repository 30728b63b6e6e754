-- Movements of NFs that were read for products that Odoo took off them no longer count. Where a whole pedido left the NF,
-- the lot that the NF had consumed of it is open again and its shipment item free, as after a cancellation; what has gone on
-- ('NF no CD') stays as it is. All are kept first. Before link_insert_movements. Returns counts. Safe to repeat.
WITH nf AS (
    SELECT DISTINCT t.numero_nf FROM stg_link_target t JOIN stg_nf n ON n.numero_nf = t.numero_nf
),
left_over AS (
    SELECT e.id FROM nf JOIN stg_held_movement e ON e.numero_nf = nf.numero_nf
     WHERE e.ativo AND NOT EXISTS (SELECT 1 FROM stg_link_movement k WHERE k.id = e.id)
),
ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM stg_ciclo c
     WHERE m.id = ANY (ARRAY(SELECT id FROM left_over))
    RETURNING m.numero_nf, m.num_pedido
),
released AS (
    SELECT DISTINCT e.numero_nf, e.num_pedido AS pedido FROM ended e CROSS JOIN stg_ciclo c
     WHERE e.num_pedido LIKE ANY (c.pedido_patterns)
       AND NOT EXISTS (SELECT 1 FROM stg_link_target t WHERE t.numero_nf = e.numero_nf AND t.pedido = e.num_pedido)
),
picked AS (
    SELECT s.id, to_jsonb(s) AS row FROM separacao s JOIN released r ON s.numero_nf = r.numero_nf AND s.num_pedido = r.pedido
     WHERE s.numero_nf = ANY (ARRAY(SELECT numero_nf FROM released)) AND NOT s.nf_cd AND s.status <> 'NF no CD'
     ORDER BY s.id FOR NO KEY UPDATE OF s
),
opened AS (
    UPDATE separacao s
       SET numero_nf = NULL, sincronizado_nf = false, data_sincronizacao = NULL,
           status = CASE WHEN s.status = 'PREVISAO' THEN s.status WHEN s.cotacao_id IS NULL THEN 'ABERTO' ELSE 'COTADO' END
     WHERE s.id = ANY (ARRAY(SELECT id FROM picked))
    RETURNING s.separacao_lote_id
),
item AS (
    SELECT i.id, to_jsonb(i) AS row FROM embarque_itens i JOIN released r ON i.nota_fiscal = r.numero_nf AND i.pedido = r.pedido
     WHERE i.nota_fiscal = ANY (ARRAY(SELECT numero_nf FROM released))
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT k.table_name, k.id, k.row, k.reason, c.execution, now()
      FROM (SELECT 'movimentacao_estoque' AS table_name, m.id, to_jsonb(m) AS row, 'produto removido da NF' AS reason
              FROM movimentacao_estoque m WHERE m.id = ANY (ARRAY(SELECT id FROM left_over))
            UNION ALL
            SELECT 'separacao', id, row, 'pedido removido da NF' FROM picked
            UNION ALL
            SELECT 'embarque_itens', id, row, 'pedido removido da NF' FROM item) k
     CROSS JOIN stg_ciclo c
),
freed AS (
    UPDATE embarque_itens i
       SET nota_fiscal = NULL, erro_validacao = 'NF corrigida no Odoo: não fatura mais este pedido'
     WHERE i.id = ANY (ARRAY(SELECT id FROM item))
    RETURNING i.id, i.embarque_id, i.separacao_lote_id
),
touched AS (
    INSERT INTO stg_touched_shipment (lote, embarque_id)
    SELECT separacao_lote_id, embarque_id FROM freed
    UNION
    SELECT separacao_lote_id, NULL FROM opened WHERE separacao_lote_id <> ''
),
seen AS (
    UPDATE stg_active_item a SET nota_fiscal = NULL FROM freed f WHERE a.id = f.id
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', n.table_name, n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (VALUES ('movimentacao_estoque', (SELECT count(*) FROM left_over), (SELECT count(*) FROM ended)),
                   ('separacao', (SELECT count(*) FROM picked), (SELECT count(*) FROM opened)),
                   ('embarque_itens', (SELECT count(*) FROM item), (SELECT count(*) FROM freed))) n (table_name, sent, written)
     WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM ended) AS movements_ended, (SELECT count(*) FROM opened) AS separacoes_freed,
       (SELECT count(*) FROM freed) AS shipment_items_freed
