-- Who besides superusers, this role and the owners of the database and of the tables $1 (text[]) may create objects in a
-- schema of the search path, and with an operator that fits better than PostgreSQL's own run code with this role's rights.
-- One row for each such schema and role: schema_name, role_name (both quoted; PUBLIC for everybody), is_owner. Reads the
-- catalog only; locks nothing.
WITH p (names) AS (
    VALUES ($1::text[])
),
trusted AS (
    SELECT r.oid
      FROM p, pg_roles r
     WHERE r.rolsuper OR r.rolname IN (current_user, session_user, 'pg_database_owner')
        OR r.oid = (SELECT d.datdba FROM pg_database d WHERE d.datname = current_database())
        OR r.oid IN (SELECT c.relowner FROM unnest(p.names) AS w (name) JOIN pg_class c ON c.oid = to_regclass(quote_ident(w.name)))
),
path AS (
    SELECT n.* FROM pg_namespace n
     WHERE n.nspname = ANY (current_schemas(false)) AND n.nspname <> 'pg_catalog' AND n.oid <> pg_my_temp_schema()
),
may_create AS (
    SELECT path.nspname, a.grantee AS role, a.grantee = path.nspowner AS is_owner
      FROM path CROSS JOIN LATERAL aclexplode(coalesce(path.nspacl, acldefault('n', path.nspowner))) AS a
     WHERE a.privilege_type = 'CREATE'
)
SELECT quote_ident(m.nspname) AS schema_name, coalesce(quote_ident(r.rolname), 'PUBLIC') AS role_name, m.is_owner
  FROM may_create m LEFT JOIN pg_roles r ON r.oid = m.role
 WHERE NOT EXISTS (SELECT 1 FROM trusted t WHERE t.oid = m.role)
 ORDER BY 1, 2
