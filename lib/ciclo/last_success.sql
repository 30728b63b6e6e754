-- When the last whole cycle that ended with ok did so, UTC; those of a selection read up to nothing. No row: none in the
-- journal. Reads only.
SELECT x.finished_at AT TIME ZONE 'UTC' AS finished_at FROM ciclo_execucao x
 WHERE x.outcome = 'ok' AND x.finished_at <= clock_timestamp() + interval '1 minute'  -- a later time is none
   AND NOT EXISTS (SELECT 1 FROM ciclo_etapa e WHERE e.execution = x.id AND e.outcome = 'ok' AND e.read_to IS NULL)
 ORDER BY x.started_at DESC LIMIT 1
