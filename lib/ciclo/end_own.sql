-- Ends sessions of this program that it has lost, and that the server still serves: a connection that broke on the way is
-- noticed there after a minute, and until then its session holds the lock of the cycle. Only those that hold it (lock.sql),
-- known by process number and the time at which the process began: a later process of that number is another one's.
-- $1 their numbers bigint[], $2 those times text[] (UTC). Returns how many were signalled: they may need a moment.
-- Safe to repeat; locks nothing. Needs no right but to be of the same role.
SELECT count(*) FILTER (WHERE pg_terminate_backend(a.pid)) AS ended
  FROM unnest($1::bigint[], $2::text[]) AS own (pid, started)
 CROSS JOIN LATERAL pg_stat_get_activity(own.pid::integer) AS a
 WHERE to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') = own.started
   AND EXISTS (SELECT 1 FROM pg_locks AS l
                WHERE l.pid = a.pid AND l.locktype = 'advisory' AND l.granted AND l.objsubid = 2
                  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                  AND l.classid::bigint = (hashtext('ciclo')::bigint & 4294967295))
