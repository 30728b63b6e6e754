-- The sale.orders of live pedidos (stg_live_order) that were not read: Odoo has to count each of them. One column: ids.
SELECT l.order_id FROM stg_live_order l
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.id = l.order_id)
 ORDER BY 1
