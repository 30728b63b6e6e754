-- The step failed and is tried again in each cycle: counts as one record that is set aside (exit status 14) until it works.
-- $1 why. Returns nothing. Safe to repeat.
WITH p (reason) AS (VALUES ($1::text))
INSERT INTO ciclo_rejeito AS s (model, record_id, reason, first_seen, last_seen, execution, tries, remedy)
SELECT 'entregas_monitoradas', 1, p.reason, now(), now(), c.execution, 1, 'deliveries' FROM p CROSS JOIN stg_ciclo c
    ON CONFLICT (model, record_id)
    DO UPDATE SET reason = excluded.reason, last_seen = excluded.last_seen, execution = excluded.execution,
                  tries = coalesce(s.tries, 0) + 1, remedy = excluded.remedy
