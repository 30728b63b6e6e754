-- The last good run of stage $1 as of $2 (timestamp, UTC): up to when it read (UTC) and what shaped its reading, of the
-- runs that did not read up to a later time than that; NULL where there is none. is_ahead: the newest good run did, so
-- that a clock was wrong when it ran. One row. Reads only.
WITH p (stage, now) AS (VALUES ($1::varchar, $2::timestamp))
SELECT sane.read_to, sane.reading_fingerprint, coalesce(date_trunc('second', newest.read_to) > p.now, false) AS is_ahead
  FROM p
  LEFT JOIN LATERAL (
       SELECT e.read_to, x.reading_fingerprint FROM ciclo_etapa e JOIN ciclo_execucao x ON x.id = e.execution
        WHERE e.stage = p.stage AND e.outcome = 'ok' AND date_trunc('second', e.read_to) <= p.now
        ORDER BY e.read_to DESC LIMIT 1) sane ON true
  LEFT JOIN LATERAL (
       SELECT e.read_to FROM ciclo_execucao x JOIN ciclo_etapa e ON e.execution = x.id
        WHERE e.stage = p.stage AND e.outcome = 'ok' AND e.read_to IS NOT NULL
        ORDER BY x.started_at DESC LIMIT 1) newest ON true
