-- Of products that a pedido has in several units: all lines are to count in the first one's. Notes it in the others, with
-- what to multiply their quantities with: NULL while the units were not read, and where they cannot be compared. Returns
-- nothing. Safe to repeat.
UPDATE stg_order_line l
   SET wanted_uom_id = w.wanted, ratio = pg_temp.unit_ratio(w.given, w.wanted)
  FROM (SELECT p.id, p.uom_id AS given, first_value(p.uom_id) OVER (PARTITION BY p.order_id, c.cod_produto ORDER BY p.id) AS wanted
          FROM stg_product_line p JOIN stg_product_code c ON c.id = p.product_id
         WHERE p.order_id IN (SELECT m.order_id FROM stg_product_line m
                               WHERE m.product_id IN (SELECT s.product_id FROM stg_product_line s  -- hardly any
                                                       GROUP BY s.product_id HAVING min(s.uom_id) <> max(s.uom_id))
                               GROUP BY m.order_id, m.product_id HAVING min(m.uom_id) <> max(m.uom_id))
            OR c.cod_produto IN (SELECT cod_produto FROM stg_shared_code)) w
 WHERE w.given <> w.wanted AND l.id = w.id
