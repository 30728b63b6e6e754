-- Of the lines that were asked for ahead only those of NFs whose lines are read (stg_selected_move) are needed, and only what
-- is wrong with these is reported. $1 bigint[]: NFs that were set aside before. Returns nothing. Safe to repeat.
WITH forgotten AS (
    DELETE FROM stg_move_line l WHERE NOT EXISTS (SELECT 1 FROM stg_selected_move s WHERE s.id = l.move_id)
)
DELETE FROM stg_reject r
 WHERE r.model = 'account.move' AND r.id <> ALL ($1::bigint[]) AND NOT EXISTS (SELECT 1 FROM stg_selected_move s WHERE s.id = r.id)
