-- The report rows of NFs that are gone no longer count. (Those of NFs that were read: store_reports.sql.)
-- Returns the count. Safe to repeat.
WITH ended AS (
    UPDATE relatorio_faturamento_importado r
       SET ativo = false, inativado_em = now() AT TIME ZONE c.time_zone, inativado_por = c.author
      FROM stg_nf_gone g CROSS JOIN stg_ciclo c
     WHERE r.numero_nf = g.numero_nf AND r.ativo
    RETURNING 1
)
SELECT count(*) AS reports_cancelled FROM ended
