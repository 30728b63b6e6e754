-- Pedidos that the target does not hold yet and that are about to enter: their NFs count, whatever their age.
-- One column: ids.
SELECT o.id FROM stg_order o
 WHERE o.state <> 'cancel' AND NOT EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = o.name)
 ORDER BY o.id
