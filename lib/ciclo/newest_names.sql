-- The newest remembered pedidos, at most 20: whether another address leads to the same Odoo shows by their names. Reads only.
-- Two columns: order_id, num_pedido.
SELECT k.order_id, k.num_pedido FROM ciclo_pedido k WHERE k.away_since IS NULL ORDER BY k.order_id DESC LIMIT 20
