-- What becomes of the affected rows that were not read whole (their NFs changed): their saldo; and of what Odoo no longer
-- gives: lines of pedidos that were read (a pedido that has just entered has no others), and gone pedidos, which leave the
-- backlog as stg_wanted's rows do. A removed line counts as one of quantity 0. Here rows only leave: one that left keeps
-- saldo 0 until Odoo gives its line again. Locks the rows that change, in the order of their ids, and notes them. Returns
-- nothing. Not safe to repeat in a transaction.
WITH known AS (
    SELECT p.id, p.num_pedido, p.qtd_saldo_produto_pedido AS old_saldo, p.ativo, p.qtd_produto_pedido AS old_qtd,
           coalesce(v.qtd, 0) AS invoiced,
           CASE WHEN g.num_pedido IS NOT NULL THEN g.reason
                WHEN h.num_pedido IS NOT NULL THEN 'linha removida no Odoo'
                WHEN p.qtd_produto_pedido = 0 AND coalesce(v.qtd, 0) = 0 THEN 'linha zerada no Odoo' END AS reason,
           g.num_pedido IS NULL AND coalesce(v.qtd, 0) <> 0 AND p.ativo IS NOT FALSE AS stays
      FROM stg_affected a
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = a.num_pedido OFFSET 0) p
      LEFT JOIN stg_invoiced v ON v.num_pedido = a.num_pedido AND v.cod_produto = p.cod_produto
      LEFT JOIN stg_gone g ON g.num_pedido = a.num_pedido
      LEFT JOIN stg_pedido h ON h.num_pedido = a.num_pedido
      LEFT JOIN stg_item i ON i.num_pedido = a.num_pedido AND i.cod_produto = p.cod_produto
     WHERE i.num_pedido IS NULL
       AND NOT EXISTS (SELECT 1 FROM stg_set_aside s WHERE s.num_pedido = a.num_pedido)
       AND NOT EXISTS (SELECT 1 FROM stg_saldo_changed n WHERE n.num_pedido = a.num_pedido AND n.entered_as_new)
),
wanted AS (
    SELECT id, num_pedido, old_saldo, ativo AS old_ativo, old_qtd, reason,
           CASE WHEN reason IS NOT NULL AND stays THEN 0 ELSE old_qtd END AS qtd,
           CASE WHEN reason IS NULL THEN old_qtd - invoiced WHEN stays THEN -invoiced ELSE 0 END AS saldo,
           reason IS NULL OR stays AS ativo
      FROM known WHERE reason IS NOT NULL OR ativo IS NOT FALSE
),
changing AS (
    SELECT * FROM wanted
     WHERE (qtd, saldo) <> (old_qtd, old_saldo) OR ativo <> coalesce(old_ativo, true)
),
locked AS (
    SELECT p.id FROM carteira_principal p WHERE p.id = ANY (ARRAY(SELECT id FROM changing)) ORDER BY p.id FOR NO KEY UPDATE
)
INSERT INTO stg_recomputed_row (id, num_pedido, old_saldo, old_ativo, old_qtd, qtd, saldo, ativo, reason)
SELECT id, num_pedido, old_saldo, coalesce(old_ativo, true), old_qtd, qtd, saldo, ativo, reason
  FROM changing
 WHERE (SELECT count(*) FROM locked) IS NOT NULL
