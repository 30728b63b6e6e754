-- What people decided about NFs that are staged, and what stands here against Odoo for it: all rows cancelled, or gone,
-- or the report out, although this program did not write it so (ciclo_nf). Where nothing is remembered of an NF only
-- the marks that the application leaves tell. Notes what is remembered of an NF that is here. An NF that Odoo cancelled
-- and a credit note has reversed here ('revertida') is not cancelled. An NF that is asked for by its number (--nf)
-- comes in again although people excluded it. Before anything is matched. Returns nothing. Safe to repeat.
WITH here AS (
    SELECT n.move_id, bool_and(f.status_nf = 'Cancelado') AS cancelled, min(f.status_nf) AS status_nf,
           bool_or(f.updated_by LIKE 'Cancelamento Manual - %') AS by_hand,
           bool_or(CASE WHEN n.state = 'cancel' THEN (to_jsonb(f) ->> 'revertida')::boolean END) AS reverted
      FROM stg_nf n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
     GROUP BY n.move_id
),
remembered AS (  -- of the number that the NF has today, apart: what became of the one that it had
    SELECT n.move_id, n.state, k.numero_nf = n.numero_nf AS same_number, k.state AS known_state, k.status_nf, k.report_ativo,
           k.state <> 'gone'
           AND NOT EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = k.numero_nf OFFSET 0) AS lost
      FROM stg_nf n JOIN ciclo_nf k ON k.move_id = n.move_id
),
reported AS (
    SELECT n.move_id, NOT r.ativo AS is_out, r.inativado_por IS DISTINCT FROM c.author AS not_by_us,
           r.inativado_por <> '' AND r.inativado_por <> c.author
           AND NOT r.inativado_por LIKE ANY ('{Sistema%,FaturamentoService%,ProcessadorFaturamento%,Sincroniza%,%TagPlus%,API_ODOO}')
               AS by_person
      FROM stg_nf n CROSS JOIN stg_ciclo c
     CROSS JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r WHERE r.numero_nf = n.numero_nf OFFSET 0) r
),
judged AS (
    SELECT n.move_id, h.cancelled, h.status_nf,
           coalesce(k.known_state, (SELECT o.state FROM ciclo_nf o WHERE o.numero_nf = n.numero_nf ORDER BY o.move_id LIMIT 1)) AS known_state,
           CASE WHEN h.move_id IS NULL THEN CASE WHEN k.lost AND n.numero_nf <> ALL (c.nfs) THEN 'excluida' END
                WHEN n.state = 'cancel' THEN CASE WHEN h.reverted AND NOT h.cancelled THEN 'revertida' END
                WHEN h.cancelled
                     AND CASE WHEN k.same_number IS NOT TRUE OR (k.known_state = 'gone' AND k.status_nf IS NULL)
                              THEN h.by_hand OR (r.is_out AND r.by_person)
                              WHEN k.known_state = 'cancel' THEN false
                              ELSE k.status_nf IS DISTINCT FROM 'Cancelado' END THEN 'cancelada' END AS kept,
           r.is_out AND CASE WHEN k.same_number THEN coalesce(k.report_ativo, r.not_by_us) ELSE r.by_person END AS report_kept
      FROM stg_nf n CROSS JOIN stg_ciclo c
      LEFT JOIN here h ON h.move_id = n.move_id
      LEFT JOIN remembered k ON k.move_id = n.move_id
      LEFT JOIN reported r ON r.move_id = n.move_id
)
UPDATE stg_nf n
   SET kept = j.kept, report_kept = coalesce(j.report_kept, false), was_cancelled = j.cancelled,
       remembered_state = j.known_state,
       status_nf = CASE j.kept WHEN 'cancelada' THEN 'Cancelado'
                               WHEN 'revertida' THEN CASE j.status_nf WHEN 'SEM_LOTE' THEN 'Lançado' ELSE j.status_nf END
                               ELSE n.status_nf END
  FROM judged j
 WHERE j.move_id = n.move_id AND (j.kept IS NOT NULL OR j.report_kept OR j.cancelled IS NOT NULL)
