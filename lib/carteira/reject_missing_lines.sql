-- Sets aside pedidos of which a line that their own list names did not come, not even when it was requested by its id:
-- whether it is gone the next cycle will know. Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_reject (model, id, reason, remedy)
SELECT 'sale.order', o.id,
       'pedido ' || o.name || ': Odoo lists sale.order.line '
       || array_to_string((array_agg(l.id ORDER BY l.id))[1:5], ', ') || CASE WHEN count(*) > 5 THEN ' ...' ELSE '' END
       || ' and does not send it: look whether the line is still there, and at what stands between Odoo and this program',
       'incomplete'
  FROM stg_order o CROSS JOIN LATERAL unnest(o.line_ids) l (id)
 WHERE NOT EXISTS (SELECT 1 FROM stg_order_line s WHERE s.id = l.id)
   AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'sale.order' AND r.id = o.id)
 GROUP BY o.id, o.name
