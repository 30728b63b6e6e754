-- The rows of an NF that found no lot say SEM_LOTE; those of one that found it say Lançado again. Their pedidos wait no
-- longer, or begin to: the carteira looks at them. Returns counts. Safe to repeat.
WITH marked AS (
    UPDATE faturamento_produto f
       SET status_nf = CASE WHEN l.lote IS NULL THEN 'SEM_LOTE' ELSE 'Lançado' END,
           updated_at = now() AT TIME ZONE c.time_zone, updated_by = c.author
      FROM stg_link l CROSS JOIN stg_ciclo c
     WHERE f.numero_nf = l.numero_nf AND coalesce(f.origem, '') = l.pedido
       AND f.status_nf = CASE WHEN l.lote IS NULL THEN 'Lançado' ELSE 'SEM_LOTE' END
    RETURNING f.numero_nf, f.origem
),
touched AS (
    INSERT INTO stg_nf_touched SELECT DISTINCT numero_nf, origem FROM marked
)
SELECT (SELECT count(*) FROM stg_link WHERE lote IS NOT NULL) AS linked,
       (SELECT count(*) FROM stg_link WHERE lote IS NULL) AS without_lot,
       (SELECT count(*) FROM marked) AS rows_marked
