-- Which rows of staged NFs are not what Odoo says, or go: old duplicates of a product, and products that Odoo took off the
-- NF. SEM_LOTE stands for Lançado; weights, which people correct, are no difference. Locks them, in the order of their
-- ids, so that what is decided next stays true until the end of the transaction, and notes their origem and quantity.
-- Returns nothing. Not safe to repeat in a transaction.
WITH wanted AS (
    SELECT m.id, r.*, n.data_fatura, n.cnpj_cliente, n.nome_cliente, n.municipio, n.estado, n.vendedor, n.equipe_vendas,
           n.incoterm, n.status_nf
      FROM stg_nf_match m JOIN stg_nf_row r ON r.row_id = m.row_id JOIN stg_nf n ON n.move_id = r.move_id
),
differing AS (
    SELECT w.id FROM wanted w CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.id = w.id OFFSET 0) f
     WHERE (f.data_fatura, f.cnpj_cliente, f.nome_cliente, f.municipio, f.estado, f.vendedor, f.equipe_vendas, f.incoterm,
            f.nome_produto, f.qtd_produto_faturado, f.preco_produto_faturado, f.valor_produto_faturado, f.origem,
            CASE WHEN f.status_nf = 'SEM_LOTE' AND w.status_nf = 'Lançado' THEN w.status_nf ELSE f.status_nf END)
           IS DISTINCT FROM
           (w.data_fatura, w.cnpj_cliente, w.nome_cliente, w.municipio, w.estado, w.vendedor, w.equipe_vendas, w.incoterm,
            w.nome_produto, w.qtd, w.preco, w.valor, w.origem, w.status_nf)
    UNION ALL
    SELECT f.id FROM stg_nf n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
     WHERE NOT EXISTS (SELECT 1 FROM stg_nf_match m WHERE m.id = f.id)
       AND EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.numero_nf = f.numero_nf)
),
locked AS (
    SELECT f.id, f.origem, f.qtd_produto_faturado FROM faturamento_produto f
     WHERE f.id = ANY (ARRAY(SELECT id FROM differing)) ORDER BY f.id FOR NO KEY UPDATE
)
INSERT INTO stg_nf_differing (id, old_origem, old_qtd) SELECT id, origem, qtd_produto_faturado FROM locked
