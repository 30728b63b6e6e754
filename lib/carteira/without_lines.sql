-- Pedidos that were read and of which no line was yet, but for those that are set aside and, where $1 is false, those that
-- have none. One column: ids.
SELECT o.id FROM stg_order o
 WHERE NOT EXISTS (SELECT 1 FROM stg_order_line l WHERE l.order_id = o.id)
   AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'sale.order' AND r.id = o.id)
   AND ($1::boolean OR o.line_ids IS DISTINCT FROM '{}')
 ORDER BY o.id
