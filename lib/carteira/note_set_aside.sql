-- Pedidos that this cycle had to set aside, by the name that they have and by those that they had; not where another
-- sale.order was read under that name. Noted once: what follows asks pedido by pedido. Returns nothing. Not safe to repeat in a
-- transaction.
INSERT INTO stg_set_aside (num_pedido)
SELECT DISTINCT n.num_pedido
  FROM (SELECT o.name AS num_pedido FROM stg_reject r JOIN stg_order o ON o.id = r.id WHERE r.model = 'sale.order'
        UNION ALL
        SELECT k.name FROM stg_reject r CROSS JOIN LATERAL (SELECT * FROM stg_known_name k WHERE k.order_id = r.id OFFSET 0) k
         WHERE r.model = 'sale.order') n
 WHERE n.num_pedido IS NOT NULL AND NOT EXISTS (SELECT 1 FROM stg_pedido h WHERE h.num_pedido = n.num_pedido)
