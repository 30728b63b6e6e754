-- Inserts the rows that the target does not have: wholly invoiced ones too, archived, so that a cancelled NF can bring
-- them back, unless $1 (boolean) says that only active rows are kept. A pedido that is cancelled already never enters.
-- Returns counts. Safe to repeat.
WITH p (only_active) AS (VALUES ($1::boolean)),
inserted AS (
    INSERT INTO carteira_principal (num_pedido, cod_produto, $(owned: ?), ativo,
                                    ultima_sync, created_at, updated_at, created_by, updated_by)
    SELECT w.num_pedido, w.cod_produto, $(owned: w.?), w.ativo,
           now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, now() AT TIME ZONE c.time_zone, c.author,
           c.author || CASE WHEN w.ativo THEN '' ELSE ': saldo zero' END
      FROM stg_wanted w CROSS JOIN stg_ciclo c CROSS JOIN p
     WHERE NOT w.cancelled AND (w.ativo OR NOT p.only_active)
       AND NOT EXISTS (SELECT 1 FROM carteira_principal r
                        WHERE r.num_pedido = w.num_pedido AND r.cod_produto = w.cod_produto OFFSET 0)
     ORDER BY w.num_pedido, w.cod_produto
        ON CONFLICT (num_pedido, cod_produto) DO NOTHING
    RETURNING num_pedido, ativo
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido) SELECT DISTINCT num_pedido FROM inserted ON CONFLICT DO NOTHING
)
SELECT count(*) AS inserted, count(*) FILTER (WHERE NOT ativo) AS inserted_archived FROM inserted
