-- Pedidos that have to be read: they changed or a line of theirs did; or their customer or delivery address changed, and they
-- are live or listed as changed lately (renaming one moves no pedido, and a whole past is not read for it). One column: ids.
WITH candidate AS (
    SELECT k.order_id FROM stg_active a CROSS JOIN LATERAL (SELECT * FROM ciclo_pedido k WHERE k.num_pedido = a.num_pedido OFFSET 0) k
     UNION
    SELECT id FROM stg_order_stamp
)
SELECT id FROM stg_changed WHERE model = 'sale.order'
 UNION
SELECT order_id FROM stg_changed WHERE model = 'sale.order.line' AND order_id IS NOT NULL
 UNION
SELECT k.order_id FROM candidate c CROSS JOIN LATERAL (SELECT * FROM ciclo_pedido k WHERE k.order_id = c.order_id OFFSET 0) k
 WHERE EXISTS (SELECT 1 FROM stg_changed h WHERE h.model = 'res.partner')
   AND ((k.partner_id IN (SELECT id FROM stg_changed WHERE model = 'res.partner')) IS TRUE
        OR (k.shipping_id IN (SELECT id FROM stg_changed WHERE model = 'res.partner')) IS TRUE)
 ORDER BY 1
