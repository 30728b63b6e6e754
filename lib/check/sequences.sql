-- Sequences that are behind their table, as after a restore of rows alone: the next INSERT would meet an id that is there.
-- $1 text[]: the tables. One row for each column that a sequence fills (a default, or an identity) and whose highest value
-- is not below the sequence's next one: column_name ("separacao.id"), next_value, highest (bigint), remedy (the statement
-- that sets it right). What this role may not read is left out. One max() a column, by the index of the key. Only reads.
WITH p (names) AS (
    VALUES ($1::text[])
),
named AS (
    SELECT to_regclass(quote_ident(w.name))::oid AS table_oid FROM p CROSS JOIN unnest(p.names) AS w (name)
),
-- MATERIALIZED: what is no sequence, or may not be read, must not be asked, whatever the planner would rather do first.
filled AS MATERIALIZED (
    SELECT n.table_oid, a.attname, s.seqrelid AS sequence_oid
      FROM named n
      JOIN pg_attrdef d ON d.adrelid = n.table_oid
      JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
      JOIN pg_depend l ON l.classid = 'pg_attrdef'::regclass AND l.objid = d.oid AND l.refclassid = 'pg_class'::regclass
      JOIN pg_sequence s ON s.seqrelid = l.refobjid
    UNION
    SELECT n.table_oid, a.attname, pg_get_serial_sequence(n.table_oid::regclass::text, a.attname)::regclass::oid
      FROM named n
      JOIN pg_attribute a ON a.attrelid = n.table_oid AND a.attidentity <> ''
),
readable AS MATERIALIZED (
    SELECT f.table_oid, f.attname, f.sequence_oid, s.seqstart, s.seqincrement
      FROM filled f
      JOIN pg_sequence s ON s.seqrelid = f.sequence_oid
     WHERE s.seqincrement > 0
       AND has_sequence_privilege(f.sequence_oid, 'USAGE, SELECT')
       AND has_column_privilege(f.table_oid, f.attname, 'SELECT')
),
compared AS (
    SELECT r.*, coalesce(pg_sequence_last_value(r.sequence_oid) + r.seqincrement, r.seqstart) AS next_value,
           -- The one way to ask a table whose name is a value.
           substring(query_to_xml(format('SELECT max(%I) AS m FROM %s', r.attname, r.table_oid::regclass), true, true, '')::text
                     FROM '<m>(-?[0-9]+)</m>')::bigint AS highest
      FROM readable r
)
SELECT format('%s.%I', c.table_oid::regclass, c.attname) AS column_name, c.next_value, c.highest,
       format('SELECT setval(%L, (SELECT max(%I) FROM %s));', c.sequence_oid::regclass, c.attname, c.table_oid::regclass) AS remedy
  FROM compared c
 WHERE c.highest >= c.next_value
 ORDER BY 1
