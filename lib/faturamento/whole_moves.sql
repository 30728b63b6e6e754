-- The selected NFs that are not set aside for a line that cannot be decoded. One column: ids.
SELECT s.id FROM stg_selected_move s
 WHERE NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = s.id)
 ORDER BY s.id
