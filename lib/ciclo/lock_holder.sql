-- Who holds the lock of the cycle, as a sentence part: the cycle by its row in the journal, else (a dry run has none) the
-- session. No row where nobody holds it any more.
WITH holder AS (
    SELECT a.pid, a.backend_start, a.client_addr
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND l.classid::bigint = (hashtext('ciclo')::bigint & 4294967295)
       AND l.objid::bigint = (hashtext(current_schema())::bigint & 4294967295)
),
cycle AS (
    SELECT e.started_at, e.host FROM ciclo_execucao e JOIN holder h ON e.started_at >= h.backend_start
     WHERE e.finished_at IS NULL ORDER BY e.started_at DESC LIMIT 1
)
SELECT 'since ' || to_char(coalesce(c.started_at, h.backend_start) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC'
       || coalesce(' on host ' || c.host, ' in session ' || h.pid || coalesce(' from ' || host(h.client_addr), ''))
  FROM holder h LEFT JOIN cycle c ON true
 LIMIT 1
