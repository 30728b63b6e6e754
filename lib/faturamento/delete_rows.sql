-- Removes rows of staged NFs that no staged row took: old duplicates of a product, and products that Odoo took off
-- the NF (differing_rows.sql has locked them). Returns counts. Safe to repeat.
WITH gone AS (
    DELETE FROM faturamento_produto f
     WHERE f.id = ANY (ARRAY(SELECT o.id FROM stg_nf_differing o
                              WHERE NOT EXISTS (SELECT 1 FROM stg_nf_match m WHERE m.id = o.id)))
    RETURNING f.id, to_jsonb(f) AS row, f.numero_nf, f.origem,
              EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.numero_nf = f.numero_nf AND r.cod_produto = f.cod_produto) AS duplicate
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'faturamento_produto', g.id, g.row,
           CASE WHEN g.duplicate THEN 'linha duplicada da NF' ELSE 'produto removido da NF' END, c.execution, now()
      FROM gone g CROSS JOIN stg_ciclo c
),
touched AS (
    INSERT INTO stg_nf_touched SELECT DISTINCT numero_nf, origem, true FROM gone
),
noted AS (
    INSERT INTO stg_notice (kind, subject) SELECT DISTINCT 'NF_DUPLICADA', numero_nf FROM gone WHERE duplicate
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'faturamento_produto', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_nf_differing o WHERE NOT EXISTS (SELECT 1 FROM stg_nf_match m WHERE m.id = o.id)) AS sent,
                   (SELECT count(*) FROM gone) AS written) n WHERE n.written < n.sent
)
SELECT count(*) FILTER (WHERE duplicate) AS duplicates_mended, count(*) FILTER (WHERE NOT duplicate) AS rows_removed
  FROM gone
