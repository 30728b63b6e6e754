-- Archived pedidos whose saldo an NF has moved (a cancelled NF gives it back): whether their lines still exist only
-- Odoo knows, so they are read whole. One column: names.
WITH affected AS (
    SELECT num_pedido FROM stg_affected UNION SELECT num_pedido FROM ciclo_recalculo
),
-- MATERIALIZED: or the saldo of every archived row of the backlog is computed before it is known to be affected.
archived AS MATERIALIZED (
    SELECT p.num_pedido, p.cod_produto, p.qtd_produto_pedido AS qtd, p.qtd_saldo_produto_pedido AS stored
      FROM carteira_principal p JOIN affected a ON a.num_pedido = p.num_pedido
     WHERE p.ativo IS FALSE AND p.status_pedido IS DISTINCT FROM 'Cancelado'
       AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = p.num_pedido)
       AND NOT EXISTS (SELECT 1 FROM stg_sweep w WHERE w.name = p.num_pedido)
),
invoiced AS (
    SELECT f.origem, f.cod_produto, sum(f.qtd_produto_faturado) AS qtd
      FROM faturamento_produto f
     WHERE f.origem IN (SELECT num_pedido FROM archived) AND f.status_nf <> 'Cancelado'
     GROUP BY f.origem, f.cod_produto
)
SELECT DISTINCT r.num_pedido
  FROM archived r LEFT JOIN invoiced i ON i.origem = r.num_pedido AND i.cod_produto = r.cod_produto
 WHERE r.qtd - coalesce(i.qtd, 0) NOT IN (r.stored, 0)
 ORDER BY 1
