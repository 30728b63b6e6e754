-- Locks the alerts of the lots in stg_quoted that nobody has printed yet, in the order of their ids, and notes the newest of
-- each lot, pedido and product, with the quantity that people know. Returns nothing. Safe to repeat.
WITH locked AS (
    SELECT a.id, a.separacao_lote_id AS lote, a.num_pedido, a.cod_produto, a.qtd_anterior
      FROM stg_quoted q
      JOIN alertas_separacao_cotada a ON a.separacao_lote_id = q.lote AND a.num_pedido = q.num_pedido
                                     AND a.cod_produto = q.cod_produto
     WHERE a.reimpresso IS NOT TRUE
     ORDER BY a.id FOR NO KEY UPDATE OF a
),
newest AS (
    SELECT DISTINCT ON (lote, num_pedido, cod_produto) * FROM locked ORDER BY lote, num_pedido, cod_produto, id DESC
)
UPDATE stg_quoted q SET alert_id = n.id, known = n.qtd_anterior::numeric
  FROM newest n WHERE q.lote = n.lote AND q.num_pedido = n.num_pedido AND q.cod_produto = n.cod_produto
