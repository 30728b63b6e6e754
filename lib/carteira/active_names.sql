-- The pedidos that the target holds as active and that nothing has read or swept yet; and the names of those that were read and
-- that another sale.order has or may have here: of two with one name both must be known to decide. Of a selection also
-- those that did not come. One column: names.
SELECT a.num_pedido FROM stg_active a
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = a.num_pedido)
   AND NOT EXISTS (SELECT 1 FROM stg_sweep w WHERE w.name = a.num_pedido)
 UNION
SELECT s.name FROM stg_ciclo c CROSS JOIN LATERAL unnest(c.pedidos) s (name)
 WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = s.name)
 UNION
SELECT o.name FROM stg_order o
 WHERE EXISTS (SELECT 1 FROM ciclo_pedido k
                WHERE k.num_pedido = o.name AND k.order_id <> o.id
                  AND NOT EXISTS (SELECT 1 FROM stg_order t WHERE t.id = k.order_id))
    OR (EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = o.name OFFSET 0)
        AND NOT EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.order_id = o.id AND k.num_pedido = o.name))
 ORDER BY 1
