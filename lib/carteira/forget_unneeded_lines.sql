-- Of the NF lines that were read (stg_needed_line) only those of these pedidos are needed: $1 ids of sale.orders that were read,
-- with their lines. Returns nothing. Safe to repeat.
DELETE FROM stg_needed_line n
 WHERE (n.sale_line_ids && ARRAY(SELECT l.id FROM stg_order_line l WHERE l.order_id = ANY ($1::bigint[]))) IS NOT TRUE
