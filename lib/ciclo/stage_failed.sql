-- The row of a stage that was rolled back. Same parameters as stage_done up to $6, then $7 error, $8 details.
INSERT INTO ciclo_etapa AS e (execution, stage, read_from, read_to, full_load, started_at, finished_at, outcome, error, details)
VALUES ($1::uuid, $2::varchar, $3::timestamp, $4::timestamp, $5::boolean,
        clock_timestamp() - make_interval(secs => $6::float8), clock_timestamp(), 'failed', $7::text, $8::jsonb)
    ON CONFLICT (execution, stage)
    DO UPDATE SET finished_at = excluded.finished_at, outcome = 'failed', error = excluded.error, details = excluded.details
 WHERE e.outcome <> 'ok'
