-- Notes the pedidos with live rows (active, where NULL means so, and with a saldo) and the write_dates that these remember,
-- in a cycle of a selection those of it, before any is requested: what others bring in meanwhile is nobody's absence.
-- Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_active (num_pedido, rows, oldest, newest, some_unknown)
SELECT p.num_pedido, count(*), min(p.odoo_write_date), max(p.odoo_write_date), bool_or(p.odoo_write_date IS NULL)
  FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0 AND p.num_pedido LIKE ANY (c.pedido_patterns)
   AND (c.scope IS NULL OR p.num_pedido = ANY (c.scope))
 GROUP BY p.num_pedido
