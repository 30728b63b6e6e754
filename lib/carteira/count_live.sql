-- How many rows of Odoo's pedidos the target holds as live: what the removal fuse of a cycle of a selection, which notes only
-- its own (stg_active), is measured by. Reads only.
SELECT count(*) AS active FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0 AND p.num_pedido LIKE ANY (c.pedido_patterns)
