-- Inserts the rows that the application does not have; none of an NF that people excluded. Returns the count. Not safe
-- to repeat in a transaction (the application has no unique constraint on them); match_rows decides what is missing.
WITH inserted AS (
    INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, municipio, estado, vendedor,
        equipe_vendas, incoterm, cod_produto, nome_produto, qtd_produto_faturado, preco_produto_faturado,
        valor_produto_faturado, peso_unitario_produto, peso_total, origem, status_nf, created_at, updated_at, created_by,
        updated_by /* later columns of faturamento_produto */)
    SELECT n.numero_nf, n.data_fatura, n.cnpj_cliente, n.nome_cliente, n.municipio, n.estado, n.vendedor, n.equipe_vendas,
           n.incoterm, r.cod_produto, r.nome_produto, r.qtd, r.preco, r.valor, r.peso_unitario, r.peso_total, r.origem,
           n.status_nf, now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, c.author, c.author
           /* their values */
      FROM stg_nf_row r JOIN stg_nf n ON n.move_id = r.move_id CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM stg_nf_match m WHERE m.row_id = r.row_id) AND n.kept IS DISTINCT FROM 'excluida'
     ORDER BY r.row_id
    RETURNING numero_nf, origem
),
touched AS (
    INSERT INTO stg_nf_touched SELECT DISTINCT numero_nf, origem, true FROM inserted
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'faturamento_produto', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM stg_nf_row r JOIN stg_nf n ON n.move_id = r.move_id
                     WHERE NOT EXISTS (SELECT 1 FROM stg_nf_match m WHERE m.row_id = r.row_id) AND n.kept IS DISTINCT FROM 'excluida') AS sent, (SELECT count(*) FROM inserted) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS rows_inserted FROM inserted
