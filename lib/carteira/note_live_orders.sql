-- The sale.orders of live pedidos (stg_active), where one alone is remembered under the name and what is remembered of it is
-- inside the filters. Noted once: several statements ask which they are. Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_live_order (order_id, num_pedido, newest, tipo_pedido, company_id)
SELECT min(k.order_id), a.num_pedido, a.newest, min(k.tipo_pedido), min(k.company_id)
  FROM stg_active a CROSS JOIN stg_ciclo c
 CROSS JOIN LATERAL (SELECT * FROM ciclo_pedido k WHERE k.num_pedido = a.num_pedido OFFSET 0) k
 GROUP BY a.num_pedido, a.newest
HAVING count(*) = 1
   AND bool_and(k.tipo_pedido = ANY (c.tipos) AND (k.company_id IS NULL OR k.company_id <> ALL (c.excluded_companies)))
