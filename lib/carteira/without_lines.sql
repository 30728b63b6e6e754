-- Pedidos that were read and of which no line was yet, but for those that are set aside. One column: ids.
SELECT o.id FROM stg_order o
 WHERE NOT EXISTS (SELECT 1 FROM stg_order_line l WHERE l.order_id = o.id)
   AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'sale.order' AND r.id = o.id)
 ORDER BY o.id
