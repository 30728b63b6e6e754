-- When the last cycle that ended with ok did so, UTC. No row: none in the journal. Reads only.
SELECT finished_at AT TIME ZONE 'UTC' AS finished_at FROM ciclo_execucao WHERE outcome = 'ok'
 ORDER BY started_at DESC LIMIT 1
