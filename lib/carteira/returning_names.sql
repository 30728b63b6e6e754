-- Pedidos that an NF read in this cycle may bring back, to be read whole: those with a row of saldo 0 that it has moved (a
-- cancelled NF gives it back; whether the line is still what it was only Odoo knows), those that the sweep saw
-- unchanged too; and those whose row for a product of their NFs --removal=delete took: what was ordered of it only Odoo
-- knows. One column: names.
WITH affected AS (
    SELECT n.num_pedido FROM (SELECT num_pedido FROM stg_affected UNION SELECT num_pedido FROM ciclo_recalculo) n
     CROSS JOIN stg_ciclo c
     WHERE (c.scope IS NULL OR n.num_pedido = ANY (c.scope))
       AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = n.num_pedido)
),
-- MATERIALIZED: or the saldo of every such row of the backlog is computed before it is known to be affected.
invoiced_whole AS MATERIALIZED (
    SELECT a.num_pedido, p.cod_produto, p.qtd_produto_pedido AS qtd
      FROM affected a
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p
                          WHERE p.num_pedido = a.num_pedido AND p.ativo IS NOT FALSE
                            AND p.qtd_saldo_produto_pedido = 0 OFFSET 0) p
),
invoiced AS (
    SELECT a.num_pedido AS origem, f.cod_produto, sum(f.qtd_produto_faturado) AS qtd
      FROM (SELECT DISTINCT num_pedido FROM invoiced_whole) a
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                          WHERE f.origem = a.num_pedido AND f.status_nf <> 'Cancelado' OFFSET 0) f
     GROUP BY a.num_pedido, f.cod_produto
)
SELECT r.num_pedido
  FROM invoiced_whole r LEFT JOIN invoiced i ON i.origem = r.num_pedido AND i.cod_produto = r.cod_produto
 WHERE r.qtd - coalesce(i.qtd, 0) <> 0
 UNION
SELECT a.num_pedido
  FROM affected a
  JOIN ciclo_pedido k ON k.num_pedido = a.num_pedido AND k.lines_deleted_at IS NOT NULL
 CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.origem = a.num_pedido OFFSET 0) f
 WHERE NOT EXISTS (SELECT 1 FROM carteira_principal p
                    WHERE p.num_pedido = f.origem AND p.cod_produto = f.cod_produto OFFSET 0)
 ORDER BY 1
