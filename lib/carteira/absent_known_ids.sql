-- The sale.orders that are remembered as the pedidos which seem absent: to be proved absent too. One column: ids.
SELECT i.order_id FROM stg_gone g JOIN stg_known_name i ON i.name = g.num_pedido
 WHERE g.reason = 'ausente no Odoo'
 ORDER BY 1
