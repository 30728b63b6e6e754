-- Live pedidos that Odoo has counted, all of them, and that were not read: swept with what is remembered; without those
-- whose name a read one has too, which come by it (active_names.sql). Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_sweep (id, name, state, write_date, company_id, tipo_pedido)
SELECT l.order_id, l.num_pedido, 'sale', l.newest, l.company_id, l.tipo_pedido FROM stg_live_order l
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.id = l.order_id)
   AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = l.num_pedido)
