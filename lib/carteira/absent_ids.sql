-- The sale.orders that are remembered as pedidos which the target holds as active and which did not come under their names:
-- one that was renamed long ago still comes by its id. One column: ids.
SELECT DISTINCT i.order_id FROM carteira_principal p CROSS JOIN stg_ciclo c JOIN ciclo_pedido i ON i.num_pedido = p.num_pedido
 WHERE p.ativo IS NOT FALSE AND p.num_pedido LIKE ANY (c.pedido_patterns)
   AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = p.num_pedido OR o.id = i.order_id)
   AND NOT EXISTS (SELECT 1 FROM stg_sweep w WHERE w.name = p.num_pedido OR w.id = i.order_id)
 ORDER BY 1
