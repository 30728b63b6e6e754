-- The sale.orders that are remembered as pedidos which the target holds as active and which did not come under their names:
-- one that was renamed long ago still comes by its id. One column: ids.
SELECT DISTINCT i.order_id FROM stg_active p JOIN ciclo_pedido i ON i.num_pedido = p.num_pedido
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = p.num_pedido OR o.id = i.order_id)
   AND NOT EXISTS (SELECT 1 FROM stg_sweep w WHERE w.name = p.num_pedido OR w.id = i.order_id)
 ORDER BY 1
