-- In a dry run's transaction, with all stages applied: the open pedidos that enter, by the year in which they were created
-- (local). Rows: year (NULL: Odoo does not say) and pedidos. Reads the backlog whole, and only reads.
SELECT extract(year FROM p.data_pedido)::integer AS year, count(DISTINCT p.num_pedido) AS pedidos
  FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE p.created_at = now() AT TIME ZONE c.time_zone AND p.created_by = c.author
   AND p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0
   AND NOT EXISTS (SELECT 1 FROM carteira_principal o
                    WHERE o.num_pedido = p.num_pedido AND o.created_at <> p.created_at OFFSET 0)
 GROUP BY 1 ORDER BY 1
