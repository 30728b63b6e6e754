-- Brings the known rows that differ (differing_rows.sql) to Odoo's values; every column that comes from Odoo follows it,
-- weights only together with the quantity: people correct them. SEM_LOTE, set while an NF has not found its lot, stays
-- as long as Odoo says posted. Safe to repeat.
WITH updated AS (
    UPDATE faturamento_produto f
       SET data_fatura = d.data_fatura, cnpj_cliente = d.cnpj_cliente, nome_cliente = d.nome_cliente,
           municipio = d.municipio, estado = d.estado, vendedor = d.vendedor, equipe_vendas = d.equipe_vendas,
           incoterm = d.incoterm, nome_produto = d.nome_produto, qtd_produto_faturado = d.qtd,
           preco_produto_faturado = d.preco, valor_produto_faturado = d.valor,
           peso_unitario_produto = CASE WHEN d.weighs THEN d.peso_unitario ELSE f.peso_unitario_produto END,
           peso_total = CASE WHEN d.weighs THEN d.peso_total ELSE f.peso_total END, origem = d.origem,
           status_nf = CASE WHEN f.status_nf = 'SEM_LOTE' AND d.status_nf = 'Lançado' THEN f.status_nf ELSE d.status_nf END,
           updated_at = now() AT TIME ZONE c.time_zone, updated_by = c.author
      FROM (SELECT m.id, o.old_origem, o.old_qtd <> r.qtd AS weighs, r.*, n.data_fatura, n.cnpj_cliente, n.nome_cliente, n.municipio, n.estado, n.vendedor,
                   n.equipe_vendas, n.incoterm, n.status_nf
              FROM stg_nf_differing o JOIN stg_nf_match m ON m.id = o.id
              JOIN stg_nf_row r ON r.row_id = m.row_id JOIN stg_nf n ON n.move_id = r.move_id) d
     CROSS JOIN stg_ciclo c
     WHERE f.id = d.id AND f.id = ANY (ARRAY(SELECT id FROM stg_nf_differing))
    RETURNING f.numero_nf, f.origem, d.old_origem, d.weighs
),
touched AS (
    INSERT INTO stg_nf_touched
    SELECT numero_nf, origem, weighs FROM updated UNION SELECT numero_nf, old_origem, weighs FROM updated
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'faturamento_produto', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_nf_differing o JOIN stg_nf_match m ON m.id = o.id) AS sent, (SELECT count(*) FROM updated) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS rows_updated FROM updated
