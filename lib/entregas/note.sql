-- Notes the NFs whose deliveries are due: those that this cycle entered or that are cancelled no longer (a draft too, which
-- waits until it is posted), and those that it cancelled. What is noted stays due until it is done, whatever becomes of this cycle's attempt. In faturamento's
-- transaction, after its last statement. Returns nothing. Safe to repeat.
-- Only where entregas_monitoradas.numero_nf exists.
INSERT INTO ciclo_entrega AS k (numero_nf, due)
SELECT n.numero_nf, CASE n.situation WHEN 'cancelada' THEN 'cancel' ELSE 'make' END
  FROM stg_nf n
 WHERE n.situation = 'cancelada'
    OR ((n.situation IN ('nova', 'reativada') OR n.was_cancelled) AND NOT n.historic AND n.kept IS NULL AND NOT n.report_kept AND n.state <> 'cancel')
UNION
SELECT g.numero_nf, 'cancel' FROM stg_nf_gone g WHERE NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = g.numero_nf)
 ORDER BY 1
    ON CONFLICT (numero_nf) DO UPDATE SET due = excluded.due WHERE k.due IS DISTINCT FROM excluded.due
