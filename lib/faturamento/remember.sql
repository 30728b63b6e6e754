-- Remembers which account.move became which NF, and which pedidos' saldos the carteira has to compute again.
-- Lines that once added up to the NF's totals are remembered so. Returns nothing. Safe to repeat.
WITH remembered AS (
    INSERT INTO ciclo_nf AS k (move_id, numero_nf, state, historic, lines_add_up)
    SELECT n.move_id, n.numero_nf, n.state, n.historic, n.lines_add_up FROM stg_nf n
     WHERE EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf)
        OR EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.move_id = n.move_id)
        ON CONFLICT (move_id)
        DO UPDATE SET numero_nf = excluded.numero_nf, state = excluded.state, historic = excluded.historic,
                      lines_add_up = coalesce(k.lines_add_up OR excluded.lines_add_up, k.lines_add_up, excluded.lines_add_up)
     WHERE (k.numero_nf, k.state, k.historic, k.lines_add_up)
           IS DISTINCT FROM
           (excluded.numero_nf, excluded.state, excluded.historic,
            coalesce(k.lines_add_up OR excluded.lines_add_up, k.lines_add_up, excluded.lines_add_up))
)
INSERT INTO ciclo_recalculo (num_pedido, since)
SELECT DISTINCT t.origem, now() FROM stg_nf_touched t CROSS JOIN stg_ciclo c
 WHERE t.origem LIKE ANY (c.pedido_patterns)
    ON CONFLICT (num_pedido) DO NOTHING
