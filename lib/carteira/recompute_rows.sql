-- Saldo of affected rows that were not read whole (their NFs changed), and removal of what Odoo no longer gives: lines
-- of pedidos that were read, and gone pedidos. Removal archives; delete_rows.sql comes last. Here rows only leave: one
-- that returns is read whole. An archived row to which an NF gave its saldo back and that Odoo does not give (cancelled or
-- gone before) keeps its reason. Rows that do not differ are not written. Returns counts. Safe to repeat.
WITH wanted AS (
    SELECT p.id, p.num_pedido, p.cod_produto, p.qtd_saldo_produto_pedido AS old_saldo, coalesce(p.ativo, true) AS old_ativo,
           p.qtd_produto_pedido - coalesce(v.qtd, 0) AS saldo,
           CASE WHEN g.num_pedido IS NOT NULL THEN g.reason
                WHEN h.num_pedido IS NOT NULL THEN 'linha removida no Odoo'
                WHEN p.qtd_produto_pedido = coalesce(v.qtd, 0) THEN 'saldo zero' END AS reason,
           p.ativo IS FALSE AND p.updated_by LIKE c.author || ': %' AND p.updated_by <> c.author || ': saldo zero' AS was_removed
      FROM carteira_principal p CROSS JOIN stg_ciclo c
      JOIN stg_affected a ON a.num_pedido = p.num_pedido
      LEFT JOIN stg_invoiced v ON v.num_pedido = p.num_pedido AND v.cod_produto = p.cod_produto
      LEFT JOIN stg_gone g ON g.num_pedido = p.num_pedido
      LEFT JOIN stg_pedido h ON h.num_pedido = p.num_pedido
      LEFT JOIN stg_item i ON i.num_pedido = p.num_pedido AND i.cod_produto = p.cod_produto
     WHERE i.num_pedido IS NULL
       AND NOT EXISTS (SELECT 1 FROM stg_set_aside s WHERE s.num_pedido = p.num_pedido)
),
updated AS (
    UPDATE carteira_principal p
       SET qtd_saldo_produto_pedido = w.saldo, ativo = CASE WHEN w.reason IS NULL THEN p.ativo ELSE false END,
           ultima_sync = now() AT TIME ZONE c.time_zone, updated_at = now() AT TIME ZONE c.time_zone,
           updated_by = CASE WHEN w.was_removed THEN p.updated_by ELSE c.author || coalesce(': ' || w.reason, '') END
      FROM wanted w CROSS JOIN stg_ciclo c
     WHERE p.id = w.id AND (w.saldo <> w.old_saldo OR (w.reason IS NOT NULL AND w.old_ativo))
    RETURNING w.num_pedido, w.saldo, w.old_saldo, w.old_ativo, w.reason
),
archived AS (
    INSERT INTO stg_archived (num_pedido, reason)
    SELECT num_pedido, reason FROM updated WHERE old_ativo AND reason IS NOT NULL
),
noted AS (
    INSERT INTO stg_saldo_changed (num_pedido) SELECT DISTINCT num_pedido FROM updated ON CONFLICT DO NOTHING
)
SELECT count(*) AS updated, count(*) FILTER (WHERE saldo > old_saldo + 0.01) AS increased,
       count(*) FILTER (WHERE saldo < old_saldo - 0.01) AS reduced,
       count(*) FILTER (WHERE old_ativo AND reason IS NOT NULL) AS archived
  FROM updated
