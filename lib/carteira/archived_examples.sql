-- What this transaction has archived, by reason with up to five pedidos each: for the message of the removal fuse.
-- Reads only. One text.
WITH archived AS (
    SELECT p.num_pedido, coalesce(substring(p.updated_by from ': (.*)$'), '-') AS reason
      FROM carteira_principal p CROSS JOIN stg_ciclo c
     WHERE p.ativo IS FALSE AND p.updated_at = now() AT TIME ZONE c.time_zone AND p.num_pedido LIKE ANY (c.pedido_patterns)
),
by_reason AS (
    SELECT reason, count(*) AS rows, array_to_string((array_agg(DISTINCT num_pedido))[1:5], ', ') AS examples
      FROM archived GROUP BY reason
)
SELECT string_agg(rows || ' ' || reason || ' (' || examples || ' ...)', '; ' ORDER BY rows DESC, reason) FROM by_reason
