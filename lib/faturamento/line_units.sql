-- Of NF lines in another unit than their pedido has the product in (its first line's, where the pedido was read, else that of
-- the line that was invoiced, where it was): notes that unit, and what to multiply the quantity with, NULL where the two
-- cannot be compared. A line that leads to no pedido, or to one of which nobody knows the unit, counts as it is. Returns
-- nothing. Safe to repeat.
UPDATE stg_move_line m
   SET wanted_uom_id = w.wanted, ratio = pg_temp.unit_ratio(w.given, w.wanted)
  FROM (SELECT l.id, l.uom_id AS given,
               coalesce(o.wanted_uom_id, o.uom_id, r.uom_id) AS wanted
          FROM stg_goods_line l
         CROSS JOIN LATERAL (SELECT CASE WHEN cardinality(l.sale_line_ids) <= 1 THEN l.sale_line_ids[1]
                                         ELSE (SELECT min(f.id) FROM unnest(l.sale_line_ids) f (id)) END AS id) s
          LEFT JOIN stg_order_line o ON o.id = s.id
          LEFT JOIN stg_sale_line r ON r.id = s.id
        OFFSET 0) w
 WHERE w.given <> w.wanted AND m.id = w.id
