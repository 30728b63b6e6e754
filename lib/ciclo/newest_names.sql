-- The newest remembered pedidos, at most 20, where cycles have read another address or database of Odoo than $1 and $2:
-- whether that is the same Odoo shows by their names. Reads only. Two columns: order_id, num_pedido.
SELECT k.order_id, k.num_pedido FROM ciclo_pedido k
 WHERE k.away_since IS NULL
   AND EXISTS (SELECT 1 FROM ciclo_odoo WHERE url IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM ciclo_odoo WHERE url = $1 AND odoo_db = $2)
 ORDER BY k.order_id DESC LIMIT 20
