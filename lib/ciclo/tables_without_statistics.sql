-- Of the tables $1 (text[]) and this program's own those that this role may analyse, and that were never analysed or have
-- more than doubled since. One column: names, quoted. Reads only the catalogue.
WITH p (names) AS (VALUES ($1::text[]))
SELECT quote_ident(t.relname) AS name
  FROM p JOIN pg_class t ON t.relname = ANY (p.names) OR t.relname LIKE 'ciclo\_%'
 CROSS JOIN LATERAL (SELECT pg_relation_size(t.oid) / current_setting('block_size')::bigint AS now) pages
 WHERE pg_table_is_visible(t.oid) AND t.relpersistence <> 't' AND t.relkind = 'r' AND pg_has_role(t.relowner, 'USAGE')
   AND pages.now > 0 AND (t.reltuples < 0 OR t.relpages = 0 OR pages.now > 2 * t.relpages + 100)
 ORDER BY 1
