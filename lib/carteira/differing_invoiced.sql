-- Pedidos that were read and of which another quantity is invoiced here than Odoo says: their drafts and refunds have to
-- be looked at. One column: ids.
SELECT DISTINCT order_id FROM stg_quantity_difference ORDER BY 1
