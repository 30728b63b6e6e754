-- The newest rows that were kept before a cycle deleted, archived, zeroed or cleared them, oldest first. $1 time zone,
-- $2 most integer, $3 pedidos and $4 NFs text[], NULL for none: rows of any of them, by the names in the rows as they were;
-- all where both are NULL. Then how many there are in all.
-- Points in time are UTC, but for the local ones. Reads only.
WITH p (zone, most, pedidos, nfs) AS (VALUES ($1::text, $2::integer, $3::text[], $4::text[])),
found AS (
    SELECT r.*, coalesce(r.row->>'num_pedido', r.row->>'pedido', r.row->>'origem') AS pedido, count(*) OVER () AS total
      FROM ciclo_removido r CROSS JOIN p
     WHERE (p.pedidos IS NULL AND p.nfs IS NULL)
        OR coalesce(r.row->>'num_pedido', r.row->>'pedido', r.row->>'origem') = ANY (p.pedidos)
        OR coalesce(r.row->>'numero_nf', r.row->>'nota_fiscal') = ANY (p.nfs)
     ORDER BY r.id DESC LIMIT (SELECT most FROM p)
)
SELECT f.id, f.table_name, f.record_id, f.reason, f.execution, f.row, f.total, f.pedido,
       coalesce(f.row->>'numero_nf', f.row->>'nota_fiscal') AS numero_nf, f.row->>'cod_produto' AS cod_produto,
       coalesce(f.row->>'separacao_lote_id', f.row->>'origem_separacao_lote_id') AS lote,
       f.removed_at AT TIME ZONE 'UTC' AS removed_at,
       to_char(f.removed_at AT TIME ZONE p.zone, 'YYYY-MM-DD HH24:MI:SS') AS local_removed_at
  FROM found f CROSS JOIN p
 ORDER BY f.id
