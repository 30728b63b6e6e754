-- The last good run of each stage, of whole cycles: those of a selection read up to nothing (read_to). $1 stages text[],
-- $2 time zone. One row a stage, in that order; finished_at is NULL where it never had one; one of a later time is none,
-- for nobody knows when it was. Points in time are UTC, but for the local one; the age is in seconds by this server's
-- clock and never negative; the last column is that clock. Reads only.
WITH p (stages, time_zone) AS (VALUES ($1::text[], $2::text))
SELECT s.stage, e.finished_at AT TIME ZONE 'UTC' AS finished_at,
       to_char(e.finished_at AT TIME ZONE p.time_zone, 'YYYY-MM-DD HH24:MI') AS local_finished,
       greatest(floor(extract(epoch FROM clock_timestamp() - e.finished_at)), 0)::bigint AS age_seconds, e.counts,
       clock_timestamp() AT TIME ZONE 'UTC' AS now
  FROM p CROSS JOIN LATERAL unnest(p.stages) WITH ORDINALITY AS s (stage, position)
  LEFT JOIN LATERAL (
       SELECT finished_at, counts FROM ciclo_etapa
        WHERE stage = s.stage AND outcome = 'ok' AND read_to IS NOT NULL
          AND finished_at <= clock_timestamp() + interval '1 minute'
        ORDER BY finished_at DESC LIMIT 1) e ON true
 ORDER BY s.position
