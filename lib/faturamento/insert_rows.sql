-- Inserts the rows that the application does not have; none of an NF that people excluded. In a full load ($1 boolean) those of
-- which linking can find no lot say so from the first, and need not be written again: of new NFs whose pedido no separação
-- and no shipment item names, and that moved nothing yet. Returns the count. Not safe to repeat in a transaction (the
-- application has no unique constraint on them); match_rows decides what is missing.
WITH with_lot AS MATERIALIZED (
    SELECT num_pedido AS pedido FROM separacao WHERE $1::boolean UNION SELECT pedido FROM embarque_itens WHERE $1::boolean
),
lacking AS MATERIALIZED (
    SELECT n.move_id FROM stg_nf n
     WHERE $1::boolean AND n.situation = 'nova' AND n.status_nf = 'Lançado' AND n.state = 'posted' AND NOT n.historic
       AND NOT EXISTS (SELECT 1 FROM stg_unlinked_nf u WHERE u.numero_nf = n.numero_nf OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM stg_nf_movement m WHERE m.numero_nf = n.numero_nf OFFSET 0)
),
inserted AS (
    INSERT INTO faturamento_produto (numero_nf, data_fatura, cnpj_cliente, nome_cliente, municipio, estado, vendedor,
        equipe_vendas, incoterm, cod_produto, nome_produto, qtd_produto_faturado, preco_produto_faturado,
        valor_produto_faturado, peso_unitario_produto, peso_total, origem, status_nf, created_at, updated_at, created_by,
        updated_by /* later columns of faturamento_produto */)
    SELECT n.numero_nf, n.data_fatura, n.cnpj_cliente, n.nome_cliente, n.municipio, n.estado, n.vendedor, n.equipe_vendas,
           n.incoterm, r.cod_produto, r.nome_produto, r.qtd, r.preco, r.valor, r.peso_unitario, r.peso_total, r.origem,
           CASE WHEN (n.move_id IN (SELECT move_id FROM lacking)) IS TRUE AND (r.origem IN (SELECT pedido FROM with_lot)) IS NOT TRUE
                THEN 'SEM_LOTE' ELSE n.status_nf END, now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, c.author, c.author
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
                     WHERE NOT EXISTS (SELECT 1 FROM stg_nf_match m WHERE m.row_id = r.row_id) AND n.kept IS DISTINCT FROM 'excluida') AS sent, (SELECT count(*) FROM inserted) AS written
             WHERE EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = 'faturamento_produto'::regclass AND g.tgtype & 3 = 3)) n
     WHERE n.written < n.sent
)
SELECT count(*) AS rows_inserted FROM inserted
