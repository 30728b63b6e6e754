-- Pedidos that the target does not hold yet and that are about to enter: their NFs count, whatever their age. Those
-- of a pedido whose rows were deleted are here, unless someone emptied the tables. One column: ids.
SELECT o.id FROM stg_order o
 WHERE o.state <> 'cancel' AND NOT EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = o.name OFFSET 0)
   AND NOT (EXISTS (SELECT 1 FROM ciclo_pedido k
                     WHERE k.order_id = o.id AND k.num_pedido = o.name AND k.lines_deleted_at IS NOT NULL)
            AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.origem = o.name OFFSET 0))
 ORDER BY o.id
