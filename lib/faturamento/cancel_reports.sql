-- The report rows of NFs that are gone no longer count, and are kept first. (Those of NFs that were read: store_reports.sql.)
-- Locks in the order of the ids. Returns the count. Safe to repeat.
WITH locked AS (
    SELECT r.id, to_jsonb(r) AS row FROM relatorio_faturamento_importado r
     WHERE r.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_nf_gone)) AND r.ativo
     ORDER BY r.id FOR NO KEY UPDATE
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'relatorio_faturamento_importado', l.id, l.row, 'NF fora do faturamento no Odoo', c.execution, now() FROM locked l CROSS JOIN stg_ciclo c
),
ended AS (
    UPDATE relatorio_faturamento_importado r
       SET ativo = false, inativado_em = now() AT TIME ZONE c.time_zone, inativado_por = c.author
      FROM stg_ciclo c
     WHERE r.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'relatorio_faturamento_importado', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM ended) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS reports_cancelled FROM ended
