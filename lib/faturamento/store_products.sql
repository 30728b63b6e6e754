-- Products that the application's master data does not know yet. Returns the count. Safe to repeat.
WITH missing AS MATERIALIZED (
    SELECT r.cod_produto, min(r.nome_produto) AS nome_produto
      FROM stg_nf_row r
     WHERE NOT EXISTS (SELECT 1 FROM cadastro_palletizacao p WHERE p.cod_produto = r.cod_produto)
     GROUP BY r.cod_produto
),
inserted AS (
    INSERT INTO cadastro_palletizacao (cod_produto, nome_produto, palletizacao, peso_bruto, ativo, created_at, updated_at
                                       /* later columns of cadastro_palletizacao */)
    SELECT m.cod_produto, m.nome_produto, 1, 1, true, now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone
           /* their values */
      FROM missing m CROSS JOIN stg_ciclo c
     ORDER BY m.cod_produto
        ON CONFLICT (cod_produto) DO NOTHING
    RETURNING 1
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'cadastro_palletizacao', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM missing) AS sent, (SELECT count(*) FROM inserted) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS products_inserted FROM inserted
