-- When the application's own tables last changed, by any writer: NFs, and pedidos of Odoo. $1 time zone, $2 LIKE
-- patterns of num_pedido text[]. One row a table; the local time (those columns have no zone) is NULL where it has no
-- such row, the age is in seconds by this server's clock and never negative. Reads every row of both, and only reads.
WITH p (time_zone, patterns) AS (VALUES ($1::text, $2::text[])),
moved (name, moved_at) AS (
    SELECT 'faturamento_produto', (SELECT max(greatest(updated_at, created_at)) FROM faturamento_produto)
     UNION ALL
    SELECT 'carteira_principal',
           (SELECT max(r.updated_at) FROM carteira_principal r, p WHERE r.num_pedido LIKE ANY (p.patterns))
)
SELECT m.name, to_char(m.moved_at, 'YYYY-MM-DD HH24:MI') AS local_time,
       greatest(floor(extract(epoch FROM (clock_timestamp() AT TIME ZONE p.time_zone) - m.moved_at)), 0)::bigint AS age_seconds
  FROM moved m, p
 ORDER BY m.name DESC
