-- How many seconds ago each stage last ended well, by the server's clock; no row for one that never did. Reads only.
SELECT stage, extract(epoch FROM clock_timestamp() - max(finished_at))::bigint AS age_seconds
  FROM ciclo_etapa WHERE outcome = 'ok' GROUP BY stage
