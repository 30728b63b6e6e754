-- Sale lines of selected NFs whose origin is not the name of exactly one pedido. One column: ids.
SELECT DISTINCT s.id
  FROM stg_goods_line l JOIN stg_move m ON m.id = l.move_id CROSS JOIN LATERAL unnest(l.sale_line_ids) s (id)
 WHERE NOT EXISTS (SELECT 1 FROM stg_unique_name u WHERE u.name = m.origin)
 ORDER BY 1
