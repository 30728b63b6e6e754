-- Notes which of the pedidos read have another name than the one that is remembered, and take it. Not one whose new name
-- is still another's: remembered, not about to leave it, and held by something open. Nor where it is unknown whose the old
-- name is, and never one of the application's. Returns nothing. Not safe to repeat in a session.
WITH RECURSIVE candidate AS (
    SELECT o.id AS order_id, k.num_pedido AS old_name, o.name AS new_name
      FROM stg_name_claim o JOIN ciclo_pedido k ON k.order_id = o.id CROSS JOIN stg_ciclo c
     WHERE o.winner = o.id AND o.name <> k.num_pedido AND length(o.name) <= 50
       AND o.name LIKE ANY (c.pedido_patterns) AND k.num_pedido LIKE ANY (c.pedido_patterns)
       AND NOT EXISTS (SELECT 1 FROM ciclo_pedido t WHERE t.num_pedido = k.num_pedido AND t.order_id <> k.order_id)
),
taken AS (
    SELECT c.order_id, k.order_id AS by_order
      FROM candidate c JOIN ciclo_pedido k ON k.num_pedido = c.new_name AND k.order_id <> c.order_id
     WHERE EXISTS (SELECT 1 FROM stg_held_name h WHERE h.name = c.new_name)
),
waiting (order_id) AS (
    SELECT t.order_id FROM taken t WHERE NOT EXISTS (SELECT 1 FROM candidate c WHERE c.order_id = t.by_order)
    UNION
    SELECT t.order_id FROM taken t JOIN waiting w ON w.order_id = t.by_order
)
INSERT INTO stg_renamed (order_id, old_name, new_name)
SELECT c.order_id, c.old_name, c.new_name FROM candidate c
 WHERE NOT EXISTS (SELECT 1 FROM waiting w WHERE w.order_id = c.order_id)
