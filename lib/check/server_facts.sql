-- What `ciclo check` asks the server about this session, in one round trip. No parameters; one row. Reads only, locks
-- nothing. `free_connections`: how many more this role may open, by the limits of the server, the database and the
-- role.
SELECT current_setting('server_encoding') AS encoding,
       t.ssl, t.version AS tls_version,
       -- A Unix socket, or this machine with itself.
       coalesce(a.client_addr <<= '127.0.0.0/8' OR a.client_addr = '::1' OR a.client_addr = inet_server_addr(), true) AS is_local,
       current_schema() AS schema_name,
       floor(extract(epoch FROM clock_timestamp()))::bigint AS now,
       least(current_setting('max_connections')::integer - current_setting('superuser_reserved_connections')::integer
                 - coalesce(current_setting('reserved_connections', true)::integer, 0)
                 - (SELECT count(*) FROM pg_stat_activity s WHERE s.datid IS NOT NULL),
             CASE WHEN d.datconnlimit >= 0
                  THEN d.datconnlimit - (SELECT count(*) FROM pg_stat_activity s WHERE s.datid = d.oid) END,
             CASE WHEN r.rolconnlimit >= 0
                  THEN r.rolconnlimit - (SELECT count(*) FROM pg_stat_activity s WHERE s.usesysid = r.oid) END)
           AS free_connections,
       quote_ident(current_user) AS role_name, quote_ident(current_database()) AS database_name,
       has_database_privilege(current_database(), 'TEMPORARY') AS may_make_temporary
  FROM pg_stat_activity a
  JOIN pg_stat_ssl t ON t.pid = a.pid
  JOIN pg_database d ON d.oid = a.datid
  JOIN pg_roles r ON r.oid = a.usesysid
 WHERE a.pid = pg_backend_pid()
