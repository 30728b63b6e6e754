-- Products of the pedidos read that the application's master data does not know yet; what is there is never changed. A
-- pedido that was cancelled brings none. Returns the count. Safe to repeat.
WITH missing AS MATERIALIZED (
    SELECT i.cod_produto, min(i.nome_produto) AS nome_produto
      FROM stg_item i JOIN stg_pedido h ON h.num_pedido = i.num_pedido
     WHERE NOT h.cancelled
       AND NOT EXISTS (SELECT 1 FROM cadastro_palletizacao p WHERE p.cod_produto = i.cod_produto)
     GROUP BY i.cod_produto
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
