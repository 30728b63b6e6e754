-- Who runs: the newest cycle without an end, as a sentence part; no row where none is known.
SELECT 'since ' || to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC on host ' || host
  FROM ciclo_execucao WHERE finished_at IS NULL ORDER BY started_at DESC LIMIT 1
