-- Of the tables $1 (text[]) and this program's own those that this role may analyse, and that were never analysed or have
-- more than doubled since, each with the columns that are joined and chosen by: those of its indexes and a few more. (After
-- an ANALYZE of some columns autovacuum still analyses the whole table.) One column, for ANALYZE. Reads only the catalogue.
WITH p (names) AS (VALUES ($1::text[]))
SELECT quote_ident(t.relname) || coalesce(' (' || k.columns || ')', '') AS name
  FROM p JOIN pg_class t ON t.relname = ANY (p.names) OR t.relname LIKE 'ciclo\_%'
 CROSS JOIN LATERAL (SELECT pg_relation_size(t.oid) / current_setting('block_size')::bigint AS now) pages
 CROSS JOIN LATERAL (
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns
          FROM pg_attribute a
         WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
           AND (a.attname IN ('ativo', 'status_nf', 'status', 'resolvida', 'tipo', 'qtd_saldo_produto_pedido')
                OR EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = t.oid AND a.attnum = ANY (i.indkey)))
       ) k
 WHERE pg_table_is_visible(t.oid) AND t.relpersistence <> 't' AND t.relkind = 'r' AND pg_has_role(t.relowner, 'USAGE')
   AND pages.now > 0 AND (t.reltuples < 0 OR t.relpages = 0 OR pages.now > 2 * t.relpages + 100)
 ORDER BY 1
