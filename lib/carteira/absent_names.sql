-- Active pedidos that Odoo sends neither under their name nor by their id: to be proved absent. One column: names.
SELECT num_pedido FROM stg_gone WHERE reason = 'ausente no Odoo' ORDER BY 1
