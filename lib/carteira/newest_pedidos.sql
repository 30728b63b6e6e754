-- The newest remembered pedidos, which Odoo has to show before anything is written: those that were cancelled or that it no
-- longer gives may be gone, and those of a prefix that is no longer configured are not requested. Reads only. One column:
-- ids.
SELECT k.order_id FROM ciclo_pedido k CROSS JOIN stg_ciclo c
 WHERE k.away_since IS NULL
   AND k.num_pedido LIKE ANY (c.pedido_patterns)
   AND EXISTS (SELECT 1 FROM carteira_principal p
                WHERE p.num_pedido = k.num_pedido AND p.status_pedido IS DISTINCT FROM 'Cancelado' OFFSET 0)
 ORDER BY k.order_id DESC LIMIT 200
