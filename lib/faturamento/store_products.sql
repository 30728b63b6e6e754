-- Products that the application's master data does not know yet. Returns the count. Safe to repeat.
WITH inserted AS (
    INSERT INTO cadastro_palletizacao (cod_produto, nome_produto, palletizacao, peso_bruto, ativo, created_at, updated_at
                                       /* later columns of cadastro_palletizacao */)
    SELECT r.cod_produto, min(r.nome_produto), 1, 1, true, now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone
           /* their values */
      FROM stg_nf_row r CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM cadastro_palletizacao p WHERE p.cod_produto = r.cod_produto)
     GROUP BY r.cod_produto, c.time_zone
     ORDER BY r.cod_produto
        ON CONFLICT (cod_produto) DO NOTHING
    RETURNING 1
)
SELECT count(*) AS products_inserted FROM inserted
