-- The pedidos whose saldo is compared with what is invoiced: live ones and those of NFs of the last 60 days, in a full load
-- ($1) all; only such as were once read whole, for what another program left says nothing. Returns nothing. Not safe to
-- repeat in a transaction.
INSERT INTO stg_moved_candidate (num_pedido)
SELECT DISTINCT k.num_pedido
  FROM ciclo_pedido k CROSS JOIN stg_ciclo o
 WHERE k.tipo_pedido IS NOT NULL AND k.away_since IS NULL AND k.num_pedido LIKE ANY (o.pedido_patterns)
   AND ($1::boolean
        OR k.num_pedido IN (SELECT num_pedido FROM stg_active)
        OR k.num_pedido IN (SELECT f.origem FROM faturamento_produto f
                             WHERE f.data_fatura >= current_date - 60 AND f.origem IS NOT NULL))
