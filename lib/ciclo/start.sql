-- Begins the journal of a cycle. Cycles that seem to begin later ran by a clock that was ahead: they ended before now, one
-- after the other, or they would be the last ones until that time has come. $1 id uuid, $2 program version, $3 host, $4
-- arguments (no secrets), $5 --max-age in seconds (bigint; what an integer cannot hold becomes the most that it can).
-- Returns nothing. Not safe to repeat.
WITH ahead AS (
    SELECT id, now() - row_number() OVER (ORDER BY started_at DESC) * interval '1 second' AS at
      FROM ciclo_execucao WHERE started_at > now()
),
stages AS (
    UPDATE ciclo_etapa e SET started_at = a.at, finished_at = least(e.finished_at, a.at) FROM ahead a WHERE e.execution = a.id
),
cycles AS (
    UPDATE ciclo_execucao x SET started_at = a.at, finished_at = least(x.finished_at, a.at) FROM ahead a WHERE x.id = a.id
)
INSERT INTO ciclo_execucao (id, started_at, version, host, arguments, max_age_seconds)
VALUES ($1::uuid, now(), left($2::text, 40), left($3::text, 255), $4::text, least($5::bigint, 2147483647)::integer)
