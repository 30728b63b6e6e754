-- Notes the pedidos that the target holds as active (NULL in old rows means active) and the write_dates that their rows
-- remember, before any is requested: what others bring in meanwhile is not absent. Returns nothing. Not safe to repeat in a
-- session.
INSERT INTO stg_active (num_pedido, rows, oldest, newest, some_unknown)
SELECT p.num_pedido, count(*), min(p.odoo_write_date), max(p.odoo_write_date), bool_or(p.odoo_write_date IS NULL)
  FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE p.ativo IS NOT FALSE AND p.num_pedido LIKE ANY (c.pedido_patterns)
 GROUP BY p.num_pedido
