-- Persists this cycle's rejects of one model. $1 model. Returns how many there are. Safe to repeat.
-- One reason a record is enough to find it; the others show when it is mended.
WITH p (model) AS (VALUES ($1::text)),
found AS (
    SELECT r.model, r.id, min(r.reason) AS reason FROM stg_reject r JOIN p ON r.model = p.model GROUP BY r.model, r.id
),
stored AS (
    INSERT INTO ciclo_rejeito (model, record_id, reason, first_seen, last_seen, execution)
    SELECT f.model, f.id, f.reason, now(), now(), c.execution FROM found f CROSS JOIN stg_ciclo c
        ON CONFLICT (model, record_id)
        DO UPDATE SET reason = excluded.reason, last_seen = excluded.last_seen, execution = excluded.execution
    RETURNING 1
)
SELECT count(*) AS rejects FROM stored
