-- The pedidos that the target holds as active (NULL in old rows means active) and that no window has read yet.
-- One column: names.
SELECT DISTINCT p.num_pedido FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE p.ativo IS NOT FALSE AND p.num_pedido LIKE ANY (c.pedido_patterns)
   AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = p.num_pedido)
 ORDER BY 1
