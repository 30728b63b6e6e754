-- Pedidos whose faturamento_produto is no longer what their saldo was computed from, whoever changed it: adds them to those
-- whose saldo is computed. Looks at live pedidos and at those of NFs of the last 60 days, in a full load ($1) at all; only at
-- pedidos that were once read whole, for what another program left says nothing. What was used is the difference between
-- ordered quantity and saldo. Returns nothing. Safe to repeat.
WITH candidate AS MATERIALIZED (
    SELECT num_pedido FROM stg_active
     UNION SELECT origem FROM faturamento_produto WHERE data_fatura >= current_date - 60
     UNION SELECT num_pedido FROM ciclo_pedido WHERE $1::boolean
)
INSERT INTO stg_affected (num_pedido)
SELECT c.num_pedido
  FROM candidate c CROSS JOIN stg_ciclo o
 WHERE c.num_pedido LIKE ANY (o.pedido_patterns)
   AND EXISTS (SELECT 1 FROM ciclo_pedido k
                WHERE k.num_pedido = c.num_pedido AND k.tipo_pedido IS NOT NULL AND k.away_since IS NULL OFFSET 0)
   AND EXISTS (
        SELECT 1 FROM carteira_principal p
          LEFT JOIN (SELECT f.cod_produto, sum(f.qtd_produto_faturado) AS qtd FROM faturamento_produto f
                      WHERE f.origem = c.num_pedido AND f.status_nf <> 'Cancelado' GROUP BY f.cod_produto) i
            ON i.cod_produto = p.cod_produto
         WHERE p.num_pedido = c.num_pedido AND p.ativo IS NOT FALSE
           AND p.qtd_produto_pedido - p.qtd_saldo_produto_pedido <> coalesce(i.qtd, 0) OFFSET 0)
    ON CONFLICT DO NOTHING
