-- Of the lines that were asked for ahead only those of NFs whose lines are read (stg_selected_move) are needed. Returns
-- nothing. Safe to repeat.
DELETE FROM stg_move_line l WHERE NOT EXISTS (SELECT 1 FROM stg_selected_move s WHERE s.id = l.move_id)
