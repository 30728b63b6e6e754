-- Remembered NFs that the reading should have brought and did not, to be looked up without filters: rivals for a number;
-- the newest, when Odoo hides some of them; in a full load, those that are dated within the horizon and not cancelled.
-- $1 boolean: full. One column: ids.
WITH p (is_full) AS (VALUES ($1::boolean)),
expected AS (
    SELECT k.move_id FROM stg_move m JOIN stg_known_nf k ON k.numero_nf = btrim(m.numero_nf)
     WHERE k.move_id <> m.id AND k.state <> 'gone'
    UNION
    SELECT k.move_id FROM p CROSS JOIN stg_ciclo c
      JOIN faturamento_produto f ON f.data_fatura >= c.horizon::date AND f.status_nf <> 'Cancelado'
      JOIN stg_known_nf k ON k.numero_nf = f.numero_nf AND k.state <> 'gone'
     WHERE p.is_full
    UNION
    SELECT n.move_id FROM stg_newest_nf n
)
SELECT e.move_id FROM expected e
 WHERE NOT EXISTS (SELECT 1 FROM stg_move m WHERE m.id = e.move_id)
   AND NOT EXISTS (SELECT 1 FROM stg_outside_move o WHERE o.id = e.move_id)
   AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = e.move_id)
 ORDER BY e.move_id
