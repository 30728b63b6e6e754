-- Notes the pedidos that differing_invoiced.sql found. $1 bigint[]: ids. Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_differing_order (order_id) SELECT unnest($1::bigint[])
