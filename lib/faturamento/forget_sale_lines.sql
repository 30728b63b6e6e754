-- Forgets these pedido lines, whose units did not all come: what they invoice counts as it is. $1 bigint[]: ids. Returns
-- nothing. Safe to repeat.
DELETE FROM stg_sale_line WHERE id = ANY ($1::bigint[])
