-- How many live pedidos were read and are cancelled in Odoo: of the live ones a count leaves these out. One column. Reads
-- only.
SELECT count(*) AS cancelled FROM stg_order o
 WHERE o.state = 'cancel' AND EXISTS (SELECT 1 FROM stg_live_order l WHERE l.order_id = o.id)
