-- Pedidos whose NFs count whatever their age: those that the target does not hold yet and that are about to enter, and those
-- that have another name than before, or one that was another's. Those of a pedido whose rows were deleted are here, unless
-- someone emptied the tables. And those of a selection. One column: ids.
SELECT o.id FROM stg_order o
 WHERE o.state <> 'cancel' AND NOT EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = o.name OFFSET 0)
   AND NOT (EXISTS (SELECT 1 FROM ciclo_pedido k
                     WHERE k.order_id = o.id AND k.num_pedido = o.name AND k.lines_deleted_at IS NOT NULL)
            AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.origem = o.name OFFSET 0))
 UNION
SELECT o.id FROM stg_order o JOIN ciclo_pedido k ON k.order_id = o.id WHERE k.num_pedido <> o.name
 UNION
SELECT o.id FROM stg_order o
  JOIN (SELECT order_id, num_pedido AS name FROM ciclo_pedido UNION ALL SELECT order_id, former FROM stg_former_name) k
    ON k.name = o.name AND k.order_id <> o.id
 WHERE NOT EXISTS (SELECT 1 FROM ciclo_pedido m WHERE m.order_id = o.id OFFSET 0)
 UNION
SELECT o.id FROM stg_order o CROSS JOIN stg_ciclo c WHERE c.scope IS NOT NULL
 ORDER BY 1
