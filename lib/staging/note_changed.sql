-- Notes which of the listed records have to be read: those that are not remembered with this write_date, those without
-- one, and those that were read within 130 s of it (two writes in one second look alike, and Odoo ends a request after
-- 120 s). $1 boolean: full load, which reads all of them. Of a record that was listed twice the earlier write_date counts:
-- what came later is listed again. Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_changed (model, id, write_date, order_id)
SELECT s.model, s.id, s.write_date, s.order_id
  FROM (SELECT 'sale.order' AS model, id, min(write_date) AS write_date, NULL::bigint AS order_id FROM stg_order_stamp GROUP BY id
        UNION ALL
        SELECT 'sale.order.line', id, min(write_date), min(order_id) FROM stg_line_stamp GROUP BY id
        UNION ALL
        SELECT 'account.move', id, min(write_date), NULL FROM stg_move_stamp GROUP BY id
        UNION ALL
        SELECT 'res.partner', id, min(write_date), NULL FROM stg_partner_stamp GROUP BY id) s
 WHERE $1::boolean
    OR NOT EXISTS (SELECT 1 FROM ciclo_leitura k
                    WHERE k.model = s.model AND k.record_id = s.id AND k.write_date = s.write_date
                      AND k.read_at >= k.write_date + interval '130 seconds' OFFSET 0)
