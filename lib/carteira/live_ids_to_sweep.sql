-- The sale.orders that are remembered as live pedidos and that were not read; without those whose name a read one has too,
-- which come by it (active_names.sql). One column: ids.
SELECT DISTINCT k.order_id FROM stg_active a
 CROSS JOIN LATERAL (SELECT * FROM ciclo_pedido k WHERE k.num_pedido = a.num_pedido OFFSET 0) k
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.id = k.order_id)
   AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = a.num_pedido)
 ORDER BY 1
