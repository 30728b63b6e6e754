-- The separações that may still have to become FATURADO. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_unmarked (id, separacao_lote_id, num_pedido, numero_nf)
SELECT id, separacao_lote_id, num_pedido, numero_nf FROM stg_unmarked_separacao
