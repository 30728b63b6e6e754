-- Those of the views $1 text[] that are materialised ones in the role's search path, in the order given, quoted for SQL.
-- Reads the catalog only.
SELECT quote_ident(n.name) AS name
  FROM unnest($1::text[]) WITH ORDINALITY n (name, place) JOIN pg_class c ON c.oid = to_regclass(quote_ident(n.name))
 WHERE c.relkind = 'm'
 ORDER BY n.place
