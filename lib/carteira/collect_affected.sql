-- The pedidos whose saldo is computed: read whole, gone, with NFs read in this cycle, or left over from an earlier
-- cycle whose carteira failed. First statement of the transaction. Returns nothing. Safe to repeat.
INSERT INTO stg_affected (num_pedido)
SELECT num_pedido FROM stg_pedido
UNION SELECT num_pedido FROM stg_gone
UNION SELECT num_pedido FROM ciclo_recalculo
    ON CONFLICT DO NOTHING
