-- What each staged NF is to the application: new, known, cancelled, active again or excluded. Once the rows that differ are
-- locked: an NF that people cancelled or excluded since keep_decisions.sql looked stays so. An NF that Odoo cancelled and
-- whose rows are all cancelled is known. Returns counts. Safe to repeat.
WITH present AS (
    SELECT n.numero_nf, bool_and(f.status_nf = 'Cancelado') AS cancelled
      FROM stg_nf n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
     GROUP BY n.numero_nf
),
seen AS (
    SELECT s.move_id, p.numero_nf IS NOT NULL AS is_here, p.cancelled,
           CASE WHEN p.numero_nf IS NULL AND s.was_cancelled IS NOT NULL THEN 'excluida'
                WHEN s.state <> 'cancel' AND p.cancelled AND NOT s.was_cancelled THEN 'cancelada' ELSE s.kept END AS kept
      FROM stg_nf s LEFT JOIN present p ON p.numero_nf = s.numero_nf
),
judged AS (
    UPDATE stg_nf n
       SET kept = s.kept,
           status_nf = CASE s.kept WHEN 'cancelada' THEN 'Cancelado' ELSE n.status_nf END,
           situation = CASE WHEN s.kept = 'excluida' THEN 'excluida'
                            WHEN NOT s.is_here THEN 'nova'
                            WHEN n.status_nf = 'Cancelado' AND NOT s.cancelled THEN 'cancelada'
                            WHEN n.status_nf = 'Lançado' AND s.cancelled AND s.kept IS NULL THEN 'reativada'
                            ELSE 'conhecida' END
      FROM seen s
     WHERE s.move_id = n.move_id
    RETURNING n.situation, n.numero_nf, n.was_cancelled AND n.state = 'draft' AND n.kept IS NULL AS is_draft_again
)
SELECT count(*) FILTER (WHERE situation = 'nova' AND r.numero_nf IS NOT NULL) AS new,
       count(*) FILTER (WHERE situation = 'cancelada') AS cancelled,
       count(*) FILTER (WHERE situation = 'reativada') AS reactivated,
       count(*) FILTER (WHERE is_draft_again) AS drafts_again
  FROM judged j LEFT JOIN (SELECT DISTINCT numero_nf FROM stg_nf_row) r ON r.numero_nf = j.numero_nf
