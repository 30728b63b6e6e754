-- A cancelled NF leaves its shipment items, which say so and are kept first. Locks in the order of embarque and id. Returns
-- the count. Safe to repeat.
WITH locked AS (
    SELECT i.id, to_jsonb(i) AS row, n.reason
      FROM embarque_itens i JOIN stg_undone n ON n.numero_nf = i.nota_fiscal CROSS JOIN stg_ciclo c
     WHERE i.nota_fiscal = ANY (ARRAY(SELECT numero_nf FROM stg_undone)) AND i.pedido <> ALL (n.kept_pedidos)
       AND i.pedido LIKE ANY (c.pedido_patterns)
     ORDER BY i.embarque_id, i.id FOR NO KEY UPDATE OF i
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'embarque_itens', l.id, l.row, l.reason, c.execution, now() FROM locked l CROSS JOIN stg_ciclo c
),
freed AS (
    UPDATE embarque_itens i SET nota_fiscal = NULL, erro_validacao = 'NF cancelada no Odoo'
     WHERE i.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
)
SELECT count(*) AS shipment_items_freed FROM freed
