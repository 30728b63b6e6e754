-- Locks the separações in stg_consumed, in the order of their ids, and stages what they say now, but for those that need no
-- mark any more. Returns nothing. Not safe to repeat in a transaction.
WITH locked AS (
    SELECT v.* FROM stg_unmarked_separacao v
     WHERE v.id = ANY (ARRAY(SELECT id FROM stg_consumed)) ORDER BY v.id FOR NO KEY UPDATE OF v
)
INSERT INTO stg_unmarked (id, separacao_lote_id, num_pedido, numero_nf)
SELECT id, separacao_lote_id, num_pedido, numero_nf FROM locked
