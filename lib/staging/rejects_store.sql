-- Persists this cycle's rejects of one model, and counts the try. $1 model. Returns how many there are. Not safe to repeat.
-- One reason a record is enough to find it; the others show when it is mended. What a person accepted stays noted: whether
-- it is still this reason, count_rejects.sql asks.
WITH p (model) AS (VALUES ($1::text)),
found AS (
    SELECT DISTINCT ON (r.model, r.id) r.model, r.id, r.reason, r.remedy FROM stg_reject r JOIN p ON r.model = p.model
     ORDER BY r.model, r.id, r.reason, r.remedy
),
stored AS (
    INSERT INTO ciclo_rejeito AS s (model, record_id, name, reason, first_seen, last_seen, execution, tries, remedy)
    SELECT f.model, f.id,
           CASE f.model WHEN 'sale.order' THEN (SELECT left(o.name, 60) FROM stg_order o WHERE o.id = f.id)
                        WHEN 'account.move' THEN (SELECT left(m.numero_nf, 60) FROM stg_move m WHERE m.id = f.id) END,
           f.reason, now(), now(), c.execution, 1, f.remedy FROM found f CROSS JOIN stg_ciclo c
        ON CONFLICT (model, record_id)
        DO UPDATE SET name = coalesce(excluded.name, s.name), reason = excluded.reason, last_seen = excluded.last_seen, execution = excluded.execution,
                      tries = coalesce(s.tries, 0) + 1, remedy = excluded.remedy
    RETURNING 1
)
SELECT count(*) AS rejects FROM stored
