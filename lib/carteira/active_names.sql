-- The pedidos that the target holds as active and that no window has read yet. One column: names.
SELECT a.num_pedido FROM stg_active a
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = a.num_pedido)
 ORDER BY 1
