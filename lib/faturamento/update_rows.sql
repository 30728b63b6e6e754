-- Brings known rows to Odoo's values; every column that comes from Odoo follows it. SEM_LOTE, set while an NF has not
-- found its lot, stays as long as Odoo says posted. Rows that do not differ are not written. Safe to repeat.
WITH wanted AS (
    SELECT m.id, r.*, n.data_fatura, n.cnpj_cliente, n.nome_cliente, n.municipio, n.estado, n.vendedor, n.equipe_vendas,
           n.incoterm, n.status_nf
      FROM stg_nf_match m JOIN stg_nf_row r ON r.row_id = m.row_id JOIN stg_nf n ON n.move_id = r.move_id
),
differing AS (
    SELECT w.*, f.origem AS old_origem,
           CASE WHEN f.status_nf = 'SEM_LOTE' AND w.status_nf = 'Lançado' THEN f.status_nf ELSE w.status_nf END AS new_status
      FROM wanted w JOIN faturamento_produto f ON f.id = w.id
     WHERE (f.data_fatura, f.cnpj_cliente, f.nome_cliente, f.municipio, f.estado, f.vendedor, f.equipe_vendas, f.incoterm,
            f.nome_produto, f.qtd_produto_faturado, f.preco_produto_faturado, f.valor_produto_faturado,
            f.peso_unitario_produto, f.peso_total, f.origem,
            CASE WHEN f.status_nf = 'SEM_LOTE' AND w.status_nf = 'Lançado' THEN w.status_nf ELSE f.status_nf END)
           IS DISTINCT FROM
           (w.data_fatura, w.cnpj_cliente, w.nome_cliente, w.municipio, w.estado, w.vendedor, w.equipe_vendas, w.incoterm,
            w.nome_produto, w.qtd, w.preco, w.valor, w.peso_unitario, w.peso_total, w.origem, w.status_nf)
),
updated AS (
    UPDATE faturamento_produto f
       SET data_fatura = d.data_fatura, cnpj_cliente = d.cnpj_cliente, nome_cliente = d.nome_cliente,
           municipio = d.municipio, estado = d.estado, vendedor = d.vendedor, equipe_vendas = d.equipe_vendas,
           incoterm = d.incoterm, nome_produto = d.nome_produto, qtd_produto_faturado = d.qtd,
           preco_produto_faturado = d.preco, valor_produto_faturado = d.valor, peso_unitario_produto = d.peso_unitario,
           peso_total = d.peso_total, origem = d.origem, status_nf = d.new_status,
           updated_at = now() AT TIME ZONE c.time_zone, updated_by = c.author
      FROM differing d CROSS JOIN stg_ciclo c
     WHERE f.id = d.id
    RETURNING f.numero_nf, f.origem, d.old_origem
),
touched AS (
    INSERT INTO stg_nf_touched SELECT numero_nf, origem FROM updated UNION SELECT numero_nf, old_origem FROM updated
)
SELECT count(*) AS rows_updated FROM updated
