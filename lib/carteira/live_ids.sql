-- The sale.orders of live pedidos, where one alone is remembered under the name and what is remembered of it is inside the
-- filters: Odoo has to count each of them. One column: ids.
SELECT min(k.order_id) FROM stg_active a CROSS JOIN stg_ciclo c
 CROSS JOIN LATERAL (SELECT * FROM ciclo_pedido k WHERE k.num_pedido = a.num_pedido OFFSET 0) k
 GROUP BY a.num_pedido
HAVING count(*) = 1
   AND bool_and(k.tipo_pedido = ANY (c.tipos) AND (k.company_id IS NULL OR k.company_id <> ALL (c.excluded_companies)))
 ORDER BY 1
