-- Sets aside pedidos whose name something open has that is another's: one that had the name before and neither gave it up
-- in this cycle nor has it still. And those that were read too late to take along what is open under their old name: the
-- next cycle does. Nothing is mixed. After reject_pedidos. Returns nothing. Not safe to repeat in a session.
WITH taker AS (
    SELECT o.id, o.name, k.num_pedido AS old_name
      FROM stg_name_claim o LEFT JOIN ciclo_pedido k ON k.order_id = o.id CROSS JOIN stg_ciclo c
     WHERE o.winner = o.id AND o.name LIKE ANY (c.pedido_patterns) AND k.num_pedido IS DISTINCT FROM o.name
       AND NOT EXISTS (SELECT 1 FROM stg_renamed r WHERE r.order_id = o.id)
)
INSERT INTO stg_reject (model, id, reason)
SELECT 'sale.order', t.id, 'pedido ' || t.name || ': what is open under this name belongs to sale.order ' || k.order_id
       || ', which Odoo does not give'
  FROM taker t JOIN ciclo_pedido k ON k.num_pedido = t.name AND k.order_id <> t.id
 WHERE EXISTS (SELECT 1 FROM stg_held_name h WHERE h.name = t.name)
   AND NOT EXISTS (SELECT 1 FROM stg_renamed r WHERE r.order_id = k.order_id)
   AND (t.old_name IS NOT NULL OR NOT EXISTS (SELECT 1 FROM stg_order b WHERE b.id = k.order_id AND b.name = t.name))
UNION ALL
SELECT 'sale.order', t.id, 'pedido ' || t.name || ': it was ' || t.old_name || ', and what is open under that name waits for it'
  FROM taker t CROSS JOIN stg_ciclo c
 WHERE t.old_name LIKE ANY (c.pedido_patterns)
   AND EXISTS (SELECT 1 FROM stg_held_name h WHERE h.name = t.old_name)
   AND NOT EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.num_pedido = t.old_name AND k.order_id <> t.id)
