-- How many lines came of these NFs. $1 bigint[]: their ids. Reads only.
SELECT count(*) AS lines FROM stg_move_line l WHERE l.move_id = ANY ($1::bigint[])
