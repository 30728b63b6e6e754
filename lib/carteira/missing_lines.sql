-- Lines that a pedido's own list names and that did not come with its lines: lost on the way, or deleted meanwhile. Not of
-- pedidos that are set aside anyway. One column: ids.
SELECT DISTINCT l.id FROM stg_order o CROSS JOIN LATERAL unnest(o.line_ids) l (id)
 WHERE NOT EXISTS (SELECT 1 FROM stg_order_line s WHERE s.id = l.id)
   AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'sale.order' AND r.id = o.id)
 ORDER BY 1
