-- What becomes of the affected rows that were not read whole (their NFs changed): their saldo; and removal of what Odoo no
-- longer gives: lines of pedidos that were read, and gone pedidos. Removal archives; delete_rows.sql comes last. Here rows
-- only leave: one that returns is read whole. An archived row to which an NF gave its saldo back and that Odoo does not
-- give (cancelled or gone before) keeps its reason. Locks the rows that change, in the order of their ids, and notes them.
-- Returns nothing. Not safe to repeat in a transaction.
WITH wanted AS (
    SELECT p.id, p.num_pedido, p.cod_produto, p.qtd_saldo_produto_pedido AS old_saldo, coalesce(p.ativo, true) AS old_ativo,
           p.qtd_produto_pedido - coalesce(v.qtd, 0) AS saldo,
           CASE WHEN g.num_pedido IS NOT NULL THEN g.reason
                WHEN h.num_pedido IS NOT NULL THEN 'linha removida no Odoo'
                WHEN p.qtd_produto_pedido = coalesce(v.qtd, 0) THEN 'saldo zero' END AS reason,
           p.ativo IS FALSE AS was_archived
      FROM stg_affected a
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = a.num_pedido OFFSET 0) p
      LEFT JOIN stg_invoiced v ON v.num_pedido = a.num_pedido AND v.cod_produto = p.cod_produto
      LEFT JOIN stg_gone g ON g.num_pedido = a.num_pedido
      LEFT JOIN stg_pedido h ON h.num_pedido = a.num_pedido
      LEFT JOIN stg_item i ON i.num_pedido = a.num_pedido AND i.cod_produto = p.cod_produto
     WHERE i.num_pedido IS NULL
       AND NOT EXISTS (SELECT 1 FROM stg_set_aside s WHERE s.num_pedido = a.num_pedido)
),
changing AS (
    SELECT * FROM wanted WHERE saldo <> old_saldo OR (reason IS NOT NULL AND old_ativo)
),
locked AS (
    SELECT p.id FROM carteira_principal p WHERE p.id = ANY (ARRAY(SELECT id FROM changing)) ORDER BY p.id FOR NO KEY UPDATE
)
INSERT INTO stg_recomputed_row (id, num_pedido, old_saldo, old_ativo, saldo, reason, was_removed)
SELECT id, num_pedido, old_saldo, old_ativo, saldo, reason,
       was_archived AND EXISTS (SELECT 1 FROM ciclo_item r
                                 WHERE r.num_pedido = w.num_pedido AND r.cod_produto = w.cod_produto OFFSET 0)
  FROM changing w
 WHERE (SELECT count(*) FROM locked) IS NOT NULL
