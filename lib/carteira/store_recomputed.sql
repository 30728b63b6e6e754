-- Stores what recompute_rows.sql decided. Returns counts. Safe to repeat.
WITH updated AS (
    UPDATE carteira_principal p
       SET qtd_saldo_produto_pedido = w.saldo, ativo = CASE WHEN w.reason IS NULL THEN p.ativo ELSE false END,
           ultima_sync = now() AT TIME ZONE c.time_zone, updated_at = now() AT TIME ZONE c.time_zone,
           updated_by = CASE WHEN w.was_removed THEN p.updated_by ELSE c.author || coalesce(': ' || w.reason, '') END
      FROM stg_recomputed_row w CROSS JOIN stg_ciclo c
     WHERE p.id = w.id AND p.id = ANY (ARRAY(SELECT id FROM stg_recomputed_row))
       AND (w.saldo <> p.qtd_saldo_produto_pedido OR (w.reason IS NOT NULL AND p.ativo IS NOT FALSE))
    RETURNING w.num_pedido, p.cod_produto, w.saldo, w.old_saldo, w.old_ativo, w.reason
),
archived AS (
    INSERT INTO stg_archived (num_pedido, cod_produto, reason)
    SELECT num_pedido, cod_produto, reason FROM updated WHERE old_ativo AND reason IS NOT NULL
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido) SELECT DISTINCT num_pedido FROM updated ON CONFLICT DO NOTHING
)
SELECT count(*) AS updated, count(*) FILTER (WHERE saldo > old_saldo + 0.01) AS increased,
       count(*) FILTER (WHERE saldo < old_saldo - 0.01) AS reduced,
       count(*) FILTER (WHERE old_ativo AND reason IS NOT NULL) AS archived
  FROM updated
