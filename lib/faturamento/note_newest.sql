-- Notes the newest remembered NFs when Odoo does not show some of them: which they are is looked up with the others that
-- did not come. $1 bigint[]: ids. Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_newest_nf (move_id) SELECT n.move_id FROM unnest($1::bigint[]) n (move_id)
