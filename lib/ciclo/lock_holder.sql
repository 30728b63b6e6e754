-- Who holds the lock of the cycle: the cycle by its row in the journal, else (a dry run has none) the session. $1 time
-- zone of the local time. No row where nobody holds it; since when and from where is NULL where this role may not see
-- another one's session. Reads only.
WITH holder AS (
    SELECT a.pid, a.backend_start, a.client_addr
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND l.classid::bigint = (hashtext('ciclo')::bigint & 4294967295)
       AND l.objid::bigint IN ((hashtext(to_regclass('carteira_principal')::oid::text)::bigint & 4294967295),
                               (hashtext(coalesce(current_setting('ciclo.former_schema', true), current_schema()))::bigint & 4294967295))
     LIMIT 1
),
cycle AS (
    SELECT e.id, e.started_at, e.host
      FROM ciclo_execucao e JOIN holder h ON h.backend_start IS NULL OR e.started_at >= h.backend_start
     WHERE e.finished_at IS NULL ORDER BY e.started_at DESC LIMIT 1
)
SELECT c.id AS execution, coalesce(c.started_at, h.backend_start) AT TIME ZONE 'UTC' AS since,
       to_char(coalesce(c.started_at, h.backend_start) AT TIME ZONE $1::text, 'YYYY-MM-DD HH24:MI') AS local_since,
       c.host, h.pid, host(h.client_addr) AS address
  FROM holder h LEFT JOIN cycle c ON true
