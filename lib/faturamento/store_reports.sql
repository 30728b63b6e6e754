-- Stores the report rows as sum_reports.sql would have them. Rows that do not differ are not written; one that begins or
-- ends to count is kept first. Safe to repeat.
WITH wanted AS NOT MATERIALIZED (
    SELECT n.*, w.report_id, w.valor_total, w.peso_bruto, w.origem, w.counts, w.old_ativo, w.new_ativo
      FROM stg_report w JOIN stg_nf n ON n.numero_nf = w.numero_nf
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'relatorio_faturamento_importado', r.id, to_jsonb(r),
           CASE WHEN w.new_ativo THEN 'NF reativada no Odoo' ELSE 'NF cancelada no Odoo' END, c.execution, now()
      FROM wanted w JOIN relatorio_faturamento_importado r ON r.id = w.report_id CROSS JOIN stg_ciclo c
     WHERE r.id = ANY (ARRAY(SELECT report_id FROM stg_report)) AND r.ativo IS NOT DISTINCT FROM w.old_ativo
       AND w.new_ativo IS DISTINCT FROM w.old_ativo
),
updated AS (
    UPDATE relatorio_faturamento_importado r
       SET data_fatura = w.data_fatura, cnpj_cliente = w.cnpj_cliente, nome_cliente = w.nome_cliente,
           valor_total = w.valor_total, peso_bruto = w.peso_bruto, municipio = w.municipio, estado = w.estado,
           origem = w.origem, incoterm = w.incoterm, vendedor = w.vendedor, equipe_vendas = w.equipe_vendas,
           ativo = w.new_ativo,
           inativado_em = CASE WHEN w.new_ativo THEN NULL WHEN r.ativo THEN now() AT TIME ZONE c.time_zone ELSE r.inativado_em END,
           inativado_por = CASE WHEN w.new_ativo THEN NULL WHEN r.ativo THEN c.author ELSE r.inativado_por END
      FROM wanted w CROSS JOIN stg_ciclo c
     WHERE r.id = w.report_id AND r.id = ANY (ARRAY(SELECT report_id FROM stg_report))
       AND r.ativo IS NOT DISTINCT FROM w.old_ativo
       AND (r.data_fatura, r.cnpj_cliente, r.nome_cliente, r.valor_total, r.peso_bruto, r.municipio, r.estado, r.origem,
            r.incoterm, r.vendedor, r.equipe_vendas, r.ativo)
           IS DISTINCT FROM
           (w.data_fatura, w.cnpj_cliente, w.nome_cliente, w.valor_total, w.peso_bruto, w.municipio, w.estado, w.origem,
            w.incoterm, w.vendedor, w.equipe_vendas, w.new_ativo)
    RETURNING 1
),
inserted AS (
    INSERT INTO relatorio_faturamento_importado (numero_nf, data_fatura, cnpj_cliente, nome_cliente, valor_total,
        peso_bruto, municipio, estado, origem, incoterm, vendedor, equipe_vendas, ativo, inativado_em, inativado_por,
        criado_em)
    SELECT w.numero_nf, w.data_fatura, w.cnpj_cliente, w.nome_cliente, w.valor_total, w.peso_bruto, w.municipio, w.estado,
           w.origem, w.incoterm, w.vendedor, w.equipe_vendas, w.counts,
           CASE WHEN NOT w.counts THEN now() AT TIME ZONE c.time_zone END, CASE WHEN NOT w.counts THEN c.author END,
           now() AT TIME ZONE c.time_zone
      FROM wanted w CROSS JOIN stg_ciclo c
     WHERE w.report_id IS NULL
     ORDER BY w.numero_nf
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'relatorio_faturamento_importado', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM wanted w WHERE w.report_id IS NULL)
                 + (SELECT count(*) FROM wanted w
                     CROSS JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r WHERE r.id = w.report_id OFFSET 0) r
                     WHERE r.ativo IS NOT DISTINCT FROM w.old_ativo
                       AND (r.data_fatura, r.cnpj_cliente, r.nome_cliente, r.valor_total, r.peso_bruto, r.municipio, r.estado,
                            r.origem, r.incoterm, r.vendedor, r.equipe_vendas, r.ativo)
                           IS DISTINCT FROM
                           (w.data_fatura, w.cnpj_cliente, w.nome_cliente, w.valor_total, w.peso_bruto, w.municipio, w.estado,
                            w.origem, w.incoterm, w.vendedor, w.equipe_vendas, w.new_ativo)) AS sent,
                   (SELECT count(*) FROM inserted) + (SELECT count(*) FROM updated) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'relatorio_faturamento_importado'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM inserted) AS reports_inserted, (SELECT count(*) FROM updated) AS reports_updated
