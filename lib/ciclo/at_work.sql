-- The cycle that holds the lock now: since when (UTC) and on which host, both NULL where the journal does not know it (a dry
-- run), and the session's number. No row where none does. Reads only and waits for nothing, as lock_holder.sql.
WITH holder AS (
    SELECT l.pid FROM pg_locks l
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND l.classid::bigint = (hashtext('ciclo')::bigint & 4294967295)
       AND l.objid::bigint = (hashtext(current_schema())::bigint & 4294967295)
     LIMIT 1
)
SELECT to_char(c.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since, c.host, h.pid
  FROM holder h
  LEFT JOIN LATERAL (
       SELECT e.started_at, e.host FROM ciclo_execucao e LEFT JOIN pg_stat_activity a ON a.pid = h.pid
        WHERE e.finished_at IS NULL AND (a.backend_start IS NULL OR e.started_at >= a.backend_start)
        ORDER BY e.started_at DESC LIMIT 1) c ON true
