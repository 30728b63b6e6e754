-- Up to five pedidos that Odoo does not show: for the message of the absence fuse. Reads only. One text.
SELECT array_to_string((array_agg(num_pedido ORDER BY num_pedido))[1:5], ', ') FROM stg_gone WHERE reason = 'ausente no Odoo'
