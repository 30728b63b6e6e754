-- The sale.orders that are known under a name which the target holds as active, or which was read or
-- asked for, and which did not come themselves: one that was renamed long ago still comes by its id, whichever pedido has
-- the name now. One column: ids.
WITH name AS (
    SELECT num_pedido AS name FROM stg_active UNION SELECT name FROM stg_order
    UNION SELECT unnest(c.pedidos) FROM stg_ciclo c
)
SELECT DISTINCT k.order_id FROM name n JOIN stg_known_name k ON k.name = n.name
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.id = k.order_id)
   AND NOT EXISTS (SELECT 1 FROM stg_sweep w WHERE w.id = k.order_id)
 ORDER BY 1
