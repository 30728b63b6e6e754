-- Remembers which sale.order became which pedido; the saldos that were waiting are computed now. Returns nothing.
-- Last statement of the transaction. Safe to repeat.
WITH remembered AS (
    INSERT INTO ciclo_pedido AS k (order_id, num_pedido)
    SELECT order_id, num_pedido FROM stg_pedido h
     WHERE EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = h.num_pedido)
        ON CONFLICT (order_id) DO UPDATE SET num_pedido = excluded.num_pedido
     WHERE k.num_pedido <> excluded.num_pedido
)
DELETE FROM ciclo_recalculo
