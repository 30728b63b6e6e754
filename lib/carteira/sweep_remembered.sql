-- Live pedidos that Odoo has counted, all of them, and that were not read: swept with what is remembered; without those
-- whose name a read one has too, which come by it (active_names.sql). Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_sweep (id, name, state, write_date, company_id, tipo_pedido)
SELECT min(k.order_id), a.num_pedido, 'sale', a.newest, min(k.company_id), min(k.tipo_pedido)
  FROM stg_active a CROSS JOIN LATERAL (SELECT * FROM ciclo_pedido k WHERE k.num_pedido = a.num_pedido OFFSET 0) k CROSS JOIN stg_ciclo c
 GROUP BY a.num_pedido, a.newest, c.tipos, c.excluded_companies
HAVING count(*) = 1
   AND bool_and(k.tipo_pedido = ANY (c.tipos) AND (k.company_id IS NULL OR k.company_id <> ALL (c.excluded_companies)))
   AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.id = min(k.order_id))
   AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = a.num_pedido)
