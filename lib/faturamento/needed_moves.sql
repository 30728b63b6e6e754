-- NFs of the pedidos that the carteira is about to take in, and that the window has not read. One column: ids.
SELECT DISTINCT l.move_id FROM stg_needed_line l
 WHERE NOT EXISTS (SELECT 1 FROM stg_move m WHERE m.id = l.move_id)
 ORDER BY l.move_id
