-- The pedidos whose saldo is computed: read whole, gone, with NFs read in this cycle, or left over from an earlier
-- cycle whose carteira failed; never one that was typed into the application. First statement of the transaction.
-- Returns nothing. Safe to repeat.
INSERT INTO stg_affected (num_pedido)
SELECT num_pedido FROM stg_pedido
UNION SELECT num_pedido FROM stg_gone
UNION SELECT r.num_pedido FROM ciclo_recalculo r CROSS JOIN stg_ciclo c WHERE r.num_pedido LIKE ANY (c.pedido_patterns)
         AND (c.scope IS NULL OR r.num_pedido = ANY (c.scope))
    ON CONFLICT DO NOTHING
