-- Where the tables $1 (text[]) are and what they are. One row for each that is there: name, schema_name, is_table (false for
-- a view or a foreign table), whole_table (the table that it is a partition of, else NULL), hides_rows (row level security
-- applies to this role), elsewhere (further schemas of the search path that have one of the name, else NULL). Reads the
-- catalog only; locks nothing.
WITH p (names) AS (
    VALUES ($1::text[])
)
SELECT c.relname AS name, n.nspname AS schema_name, c.relkind IN ('r', 'p') AS is_table,
       (SELECT i.inhparent::regclass::text FROM pg_inherits i WHERE c.relispartition AND i.inhrelid = c.oid) AS whole_table,
       row_security_active(c.oid) AS hides_rows,
       (SELECT string_agg(quote_ident(o.nspname), ', ' ORDER BY o.nspname)
          FROM pg_class x JOIN pg_namespace o ON o.oid = x.relnamespace
         WHERE x.relname = c.relname AND x.oid <> c.oid AND x.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND o.nspname = ANY (current_schemas(false)) AND o.oid <> pg_my_temp_schema()) AS elsewhere
  FROM p CROSS JOIN unnest(p.names) AS w (name)
  JOIN pg_class c ON c.oid = to_regclass(quote_ident(w.name))
  JOIN pg_namespace n ON n.oid = c.relnamespace
 ORDER BY 1
