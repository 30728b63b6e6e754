-- Pedidos whose faturamento_produto is no longer what their saldo was computed from, also when another program or a person
-- changed it: adds them to those whose saldo is computed. Looks at live pedidos and at those of NFs of the last 60
-- days, in a full load ($1) at all; only at pedidos that were once read whole, for what another program left says
-- nothing. What was used is the difference between ordered quantity and saldo. Returns nothing. Safe to repeat.
WITH candidate AS MATERIALIZED (
    SELECT DISTINCT k.num_pedido
      FROM ciclo_pedido k CROSS JOIN stg_ciclo o
     WHERE k.tipo_pedido IS NOT NULL AND k.away_since IS NULL AND k.num_pedido LIKE ANY (o.pedido_patterns)
       AND ($1::boolean
            OR k.num_pedido IN (SELECT num_pedido FROM stg_active)
            OR k.num_pedido IN (SELECT f.origem FROM faturamento_produto f
                                 WHERE f.data_fatura >= current_date - 60 AND f.origem IS NOT NULL))
),
quantity AS (
    SELECT c.num_pedido, p.cod_produto, p.qtd_produto_pedido - p.qtd_saldo_produto_pedido AS qtd, true AS in_backlog
      FROM candidate c
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p
                          WHERE p.num_pedido = c.num_pedido AND p.ativo IS NOT FALSE OFFSET 0) p
    UNION ALL
    SELECT c.num_pedido, f.cod_produto, -f.qtd_produto_faturado, false
      FROM candidate c
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                          WHERE f.origem = c.num_pedido AND f.status_nf <> 'Cancelado' OFFSET 0) f
)
INSERT INTO stg_affected (num_pedido)
SELECT DISTINCT num_pedido
  FROM (SELECT num_pedido FROM quantity GROUP BY num_pedido, cod_produto HAVING bool_or(in_backlog) AND sum(qtd) <> 0) moved
    ON CONFLICT DO NOTHING
