-- The sale.orders of the live pedidos that the last look found (recall_look.sql). $1 Odoo's database, $2 its user. One column: ids.
-- Reads only.
SELECT unnest(live_orders) FROM ciclo_odoo WHERE odoo_db = $1 AND odoo_username = $2
