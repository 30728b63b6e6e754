-- The sale.orders that are remembered as the pedidos which seem absent: to be proved absent too. One column: ids.
SELECT i.order_id FROM stg_gone g JOIN ciclo_pedido i ON i.num_pedido = g.num_pedido
 WHERE g.reason = 'ausente no Odoo'
 ORDER BY 1
