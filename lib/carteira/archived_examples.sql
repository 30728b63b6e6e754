-- The live rows that this transaction has archived, by reason with up to five pedidos each: for the message of the
-- removal fuse. Reads only. One text.
WITH by_reason AS (
    SELECT reason, count(*) AS rows, (array_agg(DISTINCT num_pedido))[1:6] AS pedidos
      FROM stg_archived WHERE was_live GROUP BY reason
)
SELECT string_agg(rows || ' ' || reason || ' (' || array_to_string(pedidos[1:5], ', ')
                  || CASE WHEN cardinality(pedidos) > 5 THEN ' ...' ELSE '' END || ')', '; ' ORDER BY rows DESC, reason)
  FROM by_reason
