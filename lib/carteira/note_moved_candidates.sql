-- The pedidos whose saldo is compared with what is invoiced: live ones and those of NFs of the last 60 days, in a full load
-- ($1) all; only such as were once read whole, for what another program left says nothing. Returns nothing. Not safe to
-- repeat in a transaction.
WITH p (full_load) AS (VALUES ($1::boolean)),
named AS (  -- a set, not IN (...): which is no longer hashed where history is long
    SELECT num_pedido FROM stg_active
    UNION
    SELECT f.origem FROM faturamento_produto f CROSS JOIN p
     WHERE NOT p.full_load AND f.data_fatura >= current_date - 60 AND f.origem IS NOT NULL
    UNION
    SELECT k.num_pedido FROM ciclo_pedido k CROSS JOIN p WHERE p.full_load
)
INSERT INTO stg_moved_candidate (num_pedido)
SELECT n.num_pedido FROM named n CROSS JOIN stg_ciclo o
 WHERE n.num_pedido LIKE ANY (o.pedido_patterns)
   AND EXISTS (SELECT 1 FROM ciclo_pedido k
                WHERE k.num_pedido = n.num_pedido AND k.tipo_pedido IS NOT NULL AND k.away_since IS NULL OFFSET 0)
