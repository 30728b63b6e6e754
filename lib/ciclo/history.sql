-- The last cycles of the journal with their stages, oldest first: one row a stage; a cycle without stages has one row
-- whose stage is NULL. $1 how many cycles, $2 whether only those that did not end with ok, or never did, $3 time zone, $4
-- the running cycle uuid or NULL. Cycles of a later time than now, by a clock that was wrong, count as the oldest. Points
-- in time are UTC, but for the local one. Reads only.
WITH p (last, failed_only, time_zone, at_work) AS (VALUES ($1::integer, $2::boolean, $3::text, $4::uuid)),
chosen AS (
    SELECT x.*, x.id IS NOT DISTINCT FROM p.at_work AS is_running
      FROM ciclo_execucao x, p
     WHERE NOT p.failed_only OR (x.outcome IS DISTINCT FROM 'ok' AND x.id IS DISTINCT FROM p.at_work)
     ORDER BY x.started_at > clock_timestamp(), x.started_at DESC, x.id DESC
     LIMIT (SELECT last FROM p)
)
SELECT c.id, c.is_running, c.started_at AT TIME ZONE 'UTC' AS started_at,
       to_char(c.started_at AT TIME ZONE p.time_zone, 'YYYY-MM-DD HH24:MI:SS') AS local_started,
       c.finished_at AT TIME ZONE 'UTC' AS finished_at,
       (extract(epoch FROM CASE WHEN c.is_running THEN clock_timestamp() ELSE c.finished_at END - c.started_at)
        * 1000)::bigint AS taken_ms,
       c.outcome, c.exit_code, c.version, c.odoo_version, c.host, c.arguments, c.counts, c.error,
       e.stage, e.outcome AS stage_outcome, e.full_load, e.read_from, e.read_to,
       e.started_at AT TIME ZONE 'UTC' AS stage_started_at, e.finished_at AT TIME ZONE 'UTC' AS stage_finished_at,
       (extract(epoch FROM e.finished_at - e.started_at) * 1000)::bigint AS stage_taken_ms,
       e.counts AS stage_counts, e.details, e.error AS stage_error
  FROM p CROSS JOIN chosen c LEFT JOIN ciclo_etapa e ON e.execution = c.id
 ORDER BY c.started_at > clock_timestamp() DESC, c.started_at, c.id, e.started_at, e.finished_at, e.stage
