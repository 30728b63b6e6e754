-- How many rows of Odoo's pedidos the target holds as active. For the removal fuse. Reads only.
SELECT count(*) AS active FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE p.ativo IS NOT FALSE AND p.num_pedido LIKE ANY (c.pedido_patterns)
