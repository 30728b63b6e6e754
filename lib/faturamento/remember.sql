-- Remembers which account.move became which NF, and which pedidos' saldos the carteira has to compute again.
-- Returns nothing. Safe to repeat.
WITH remembered AS (
    INSERT INTO ciclo_nf AS k (move_id, numero_nf, state, historic)
    SELECT n.move_id, n.numero_nf, n.state, n.historic FROM stg_nf n
     WHERE EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0)
        OR EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.move_id = n.move_id)
        ON CONFLICT (move_id)
        DO UPDATE SET numero_nf = excluded.numero_nf, state = excluded.state, historic = excluded.historic
     WHERE (k.numero_nf, k.state, k.historic) IS DISTINCT FROM (excluded.numero_nf, excluded.state, excluded.historic)
)
INSERT INTO ciclo_recalculo (num_pedido, since)
SELECT DISTINCT t.origem, now() FROM stg_nf_touched t CROSS JOIN stg_ciclo c
 WHERE t.origem LIKE ANY (c.pedido_patterns)
    ON CONFLICT (num_pedido) DO NOTHING
