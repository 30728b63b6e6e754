-- The newest remembered pedidos of which a row is not archived, which Odoo has to show before anything is written: one that
-- was cancelled or has left may be gone in Odoo. Reads only. One column: ids.
SELECT k.order_id FROM ciclo_pedido k
 WHERE EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = k.num_pedido AND p.ativo IS NOT FALSE)
 ORDER BY k.order_id DESC LIMIT 200
