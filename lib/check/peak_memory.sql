-- The most memory, in KiB, that one of the last 50 cycles used: NULL when none has recorded it. (A full load is among
-- them: one a night in 48 a day.) Reads only.
SELECT max(peak) AS peak_kib
  FROM (SELECT CASE WHEN jsonb_typeof(counts->'peak_memory_kib') = 'number' AND abs((counts->'peak_memory_kib')::numeric) < 1e12
                    THEN (counts->'peak_memory_kib')::bigint END AS peak
          FROM ciclo_execucao ORDER BY started_at DESC LIMIT 50) AS last
