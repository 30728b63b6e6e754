-- Reports what stays here against Odoo: NFs that another issuer has under the same number and for the same client, what
-- people cancelled, took out of the reports or excluded, and NFs that a credit note has reversed here and that Odoo
-- cancelled. Returns counts. Not safe to repeat in a transaction.
WITH others AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'NF_DE_OUTRO_PROGRAMA', f.numero_nf, 'account.move ' || m.id
      FROM stg_selected_move s JOIN stg_move m ON m.id = s.id
     CROSS JOIN LATERAL (SELECT * FROM stg_foreign_nf f WHERE f.numero_nf = btrim(m.numero_nf) OFFSET 0) f
     WHERE NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = m.id)
    RETURNING 1
),
decided AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT CASE n.kept WHEN 'excluida' THEN 'NF_EXCLUIDA_AQUI' WHEN 'revertida' THEN 'NF_REVERTIDA' ELSE 'NF_CANCELADA_AQUI' END,
           n.numero_nf,
           CASE n.kept WHEN 'excluida' THEN '' WHEN 'revertida' THEN 'cancelada no Odoo, ' WHEN 'cancelada' THEN 'cancelada aqui, '
                       ELSE 'inativa aqui, ainda conta no saldo, ' END || 'account.move ' || n.move_id
      FROM stg_nf n
     WHERE n.kept = 'revertida' OR (n.state <> 'cancel' AND (n.kept IS NOT NULL OR n.report_kept))
    RETURNING kind
),
reversed AS (  -- gone, and for that not cancelled (collect_gone.sql)
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'NF_REVERTIDA', l.numero_nf, l.kind || ' no Odoo, ' || l.detail FROM stg_left_move l
     WHERE NOT EXISTS (SELECT 1 FROM stg_nf_gone g WHERE g.numero_nf = l.numero_nf)
       AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = l.numero_nf)
       AND EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.numero_nf = l.numero_nf AND f.status_nf <> 'Cancelado'
                      AND (to_jsonb(f) ->> 'revertida')::boolean OFFSET 0)
)
SELECT (SELECT count(*) FROM others) AS nfs_of_other_programs,
       count(*) FILTER (WHERE kind = 'NF_CANCELADA_AQUI') AS kept_cancelled,
       count(*) FILTER (WHERE kind = 'NF_EXCLUIDA_AQUI') AS kept_excluded
  FROM decided
