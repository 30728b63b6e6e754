-- Remembers which account.move became which NF, with what keeps it inside the filters and what was written of it last, and
-- which pedidos' saldos the carteira has to compute again. What people decided is nothing that was written here: there
-- the memory stays. Lines that once added up to the NF's totals are remembered so. Returns nothing. Safe to repeat.
WITH remembered AS (
    INSERT INTO ciclo_nf AS k (move_id, numero_nf, state, historic, lines_add_up, tipo_pedido, company_id, status_nf,
                               report_ativo, data_fatura, movements_due, pedido_created_at)
    SELECT n.move_id, n.numero_nf, n.state, n.historic, n.lines_add_up, m.tipo_pedido, m.company_id,
           CASE WHEN n.kept IS NULL THEN n.status_nf END,
           CASE WHEN NOT n.report_kept AND NOT (w.counts AND w.new_ativo IS FALSE) THEN coalesce(w.new_ativo, w.counts) END, n.data_fatura,
           -- entered by this program, or the number taken over from another NF, and not linked yet
           NOT n.historic AND n.kept IS NULL AND NOT EXISTS (SELECT 1 FROM stg_link_target t WHERE t.numero_nf = n.numero_nf)
           AND (n.situation = 'nova' OR EXISTS (SELECT 1 FROM ciclo_nf o WHERE o.numero_nf = n.numero_nf OFFSET 0)),
           sold.newest
      FROM stg_nf n JOIN stg_move m ON m.id = n.move_id LEFT JOIN stg_report w ON w.numero_nf = n.numero_nf
      LEFT JOIN (SELECT r.move_id, max(o.create_date) AS newest
                   FROM (SELECT DISTINCT move_id, origem FROM stg_nf_row) r JOIN stg_order_name o ON o.name = r.origem
                  GROUP BY r.move_id) sold ON sold.move_id = n.move_id
     WHERE n.kept = 'excluida'
        OR EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0)
        OR EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.move_id = n.move_id)
        ON CONFLICT (move_id)
        DO UPDATE SET numero_nf = excluded.numero_nf, state = excluded.state, historic = excluded.historic,
                      tipo_pedido = excluded.tipo_pedido, company_id = excluded.company_id,
                      status_nf = coalesce(excluded.status_nf, k.status_nf),
                      report_ativo = coalesce(excluded.report_ativo, k.report_ativo), data_fatura = excluded.data_fatura,
                      pedido_created_at = coalesce(excluded.pedido_created_at, k.pedido_created_at),
                      lines_add_up = coalesce(k.lines_add_up OR excluded.lines_add_up, k.lines_add_up, excluded.lines_add_up)
     WHERE (k.numero_nf, k.state, k.historic, k.tipo_pedido, k.company_id, k.status_nf, k.report_ativo, k.data_fatura,
            k.lines_add_up, k.pedido_created_at)
           IS DISTINCT FROM
           (excluded.numero_nf, excluded.state, excluded.historic, excluded.tipo_pedido, excluded.company_id,
            coalesce(excluded.status_nf, k.status_nf), coalesce(excluded.report_ativo, k.report_ativo), excluded.data_fatura,
            coalesce(k.lines_add_up OR excluded.lines_add_up, k.lines_add_up, excluded.lines_add_up),
            coalesce(excluded.pedido_created_at, k.pedido_created_at))
),
outside AS (  -- of an NF remembered by an earlier version, that is first met outside
    UPDATE ciclo_nf k
       SET tipo_pedido = coalesce(k.tipo_pedido, o.tipo_pedido), company_id = coalesce(k.company_id, o.company_id)
      FROM stg_outside_nf o
     WHERE o.move_id = k.move_id AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.move_id = k.move_id)
       AND ((k.tipo_pedido IS NULL AND o.tipo_pedido IS NOT NULL) OR (k.company_id IS NULL AND o.company_id IS NOT NULL))
)
INSERT INTO ciclo_recalculo (num_pedido, since)
SELECT DISTINCT t.origem, now() FROM stg_nf_touched t CROSS JOIN stg_ciclo c
 WHERE t.origem LIKE ANY (c.pedido_patterns)
    ON CONFLICT (num_pedido) DO NOTHING
