-- Narrows the search path of this session to the schemas in which no stranger may create objects, and to those that hold one
-- of the tables $1 (text[]): an operator or function of somebody else's that fits the arguments better than PostgreSQL's own
-- would run with this role's rights. In their order; what the application's triggers look up in a schema of its own is still
-- found. Strangers: all but superusers, this role, the owners of the database and of those tables. Where none of the tables
-- is there ('ciclo schema apply' makes them) the path stays. Returns one row: the schema that was first. Keeps that too, in the
-- setting ciclo.former_schema (ciclo/lock.sql). Safe to repeat, but then the first schema is that of the narrowed path. Reads
-- the catalog only; locks nothing.
WITH p (names) AS (
    VALUES ($1::text[])
),
path AS (
    SELECT n.oid, n.nspname, n.nspowner, n.nspacl, s.place
      FROM unnest(current_schemas(false)) WITH ORDINALITY AS s (name, place) JOIN pg_namespace n ON n.nspname = s.name
     WHERE n.nspname <> 'pg_catalog' AND n.oid <> pg_my_temp_schema()
),
tables AS (
    SELECT c.oid, c.relnamespace, c.relowner
      FROM p JOIN pg_class c ON c.relname = ANY (p.names) JOIN path ON path.oid = c.relnamespace
),
trusted AS (
    SELECT r.oid
      FROM pg_roles r
     WHERE r.rolsuper OR r.rolname IN (current_user, session_user, 'pg_database_owner')
        OR r.oid = (SELECT d.datdba FROM pg_database d WHERE d.datname = current_database())
        OR r.oid IN (SELECT t.relowner FROM tables t WHERE pg_table_is_visible(t.oid))
),
kept AS (
    SELECT path.nspname, path.place
      FROM path
     WHERE path.oid IN (SELECT t.relnamespace FROM tables t)
        OR (path.nspowner IN (SELECT oid FROM trusted)
            AND NOT EXISTS (SELECT 1 FROM aclexplode(path.nspacl) AS a
                             WHERE a.privilege_type = 'CREATE'
                               AND NOT EXISTS (SELECT 1 FROM trusted t WHERE t.oid = a.grantee)))
)
SELECT set_config('ciclo.former_schema', coalesce(current_schema(), ''), false) AS former_schema,
       CASE WHEN EXISTS (SELECT 1 FROM tables)
            THEN set_config('search_path', (SELECT string_agg(quote_ident(nspname), ', ' ORDER BY place) FROM kept), false) END
