-- The stage's own row, in its transaction: the watermark. $1 execution, $2 stage, $3 read from, $4 read to (NULL: a
-- selection), $5 full, $6 seconds since the stage began, $7 counts, $8 details. A row that says ok already stays. A
-- full load has read everything up to $4: what ran by a clock that was ahead has read no further. At the commit channel ciclo
-- is notified. Returns one row.
WITH stored AS (
    INSERT INTO ciclo_etapa AS e (execution, stage, read_from, read_to, full_load, started_at, finished_at, outcome, counts, details)
    VALUES ($1::uuid, $2::varchar, $3::timestamp, $4::timestamp, $5::boolean,
            clock_timestamp() - make_interval(secs => $6::float8), clock_timestamp(), 'ok', $7::jsonb, $8::jsonb)
        ON CONFLICT (execution, stage)
        DO UPDATE SET read_from = excluded.read_from, read_to = excluded.read_to, full_load = excluded.full_load,
           finished_at = excluded.finished_at, outcome = 'ok', counts = excluded.counts, details = excluded.details, error = NULL
     WHERE e.outcome <> 'ok'
),
corrected AS (
    UPDATE ciclo_etapa SET read_to = $4::timestamp
     WHERE $5::boolean AND stage = $2::varchar AND outcome = 'ok' AND read_to > $4::timestamp AND execution <> $1::uuid
)
SELECT pg_notify('ciclo', json_build_object('execution', $1::uuid, 'stage', $2::varchar)::text)
