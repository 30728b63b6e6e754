-- Forgets rejects of one model that this cycle read and found good, and those that Odoo no longer has.
-- $1 model: account.move or sale.order. Returns how many. Safe to repeat.
WITH p (model) AS (VALUES ($1::text)),
good AS (
    SELECT m.id FROM stg_move m CROSS JOIN p WHERE p.model = 'account.move'
    UNION
    SELECT o.id FROM stg_order o CROSS JOIN p WHERE p.model = 'sale.order'
    UNION
    SELECT a.id FROM stg_absent a CROSS JOIN p
     WHERE (p.model, a.table_name) IN (('account.move', 'stg_move'), ('sale.order', 'stg_order'))
),
forgotten AS (
    DELETE FROM ciclo_rejeito r USING p
     WHERE r.model = p.model
       AND r.record_id IN (SELECT id FROM good)
       AND NOT EXISTS (SELECT 1 FROM stg_reject s WHERE s.model = r.model AND s.id = r.record_id)
    RETURNING 1
)
SELECT count(*) AS rejects_mended FROM forgotten
