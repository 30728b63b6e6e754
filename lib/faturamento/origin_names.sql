-- The names that selected NFs give as their origin: the single ones, and of an NF with several, of which a line names no
-- pedido, all: whether Odoo shows them. One column: names.
SELECT DISTINCT m.origin FROM stg_move m JOIN stg_selected_move s ON s.id = m.id
 WHERE m.origin IS NOT NULL AND position(',' IN m.origin) = 0
 UNION
SELECT pg_temp.word(part.name) FROM stg_move m JOIN stg_selected_move s ON s.id = m.id
 CROSS JOIN LATERAL unnest(string_to_array(m.origin, ',')) part (name)
 WHERE position(',' IN m.origin) > 0 AND pg_temp.word(part.name) IS NOT NULL
   AND EXISTS (SELECT 1 FROM stg_goods_line l WHERE l.move_id = m.id AND l.sale_line_ids = '{}')
 ORDER BY 1
