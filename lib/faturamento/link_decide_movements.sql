-- What becomes of the stock movements that are there: a lot is filled in where there was none, a quantity that is not the
-- NF's is put right (the first row takes it, others end), one that a cancellation ended counts again. Several rows that add
-- up to the NF's quantity stay as they are. Returns nothing. Not safe to repeat in a transaction.
WITH held AS (
    SELECT k.*, m.ativo, m.qtd, m.lote AS old_lote, m.codigo_embarque, m.data_movimentacao, m.criado_por, -p.qtd AS wanted,
           p.data_fatura, l.lote, l.embarque_id,
           sum(m.qtd) FILTER (WHERE m.ativo) OVER (PARTITION BY k.numero_nf, k.pedido, k.cod_produto) AS total
      FROM stg_link_movement k JOIN stg_held_movement m ON m.id = k.id
      JOIN stg_link_product p ON p.numero_nf = k.numero_nf AND p.pedido = k.pedido AND p.cod_produto = k.cod_produto
      JOIN stg_link l ON l.numero_nf = k.numero_nf AND l.pedido = k.pedido
)
INSERT INTO stg_movement_change (id, was_active, counts, old_qtd, new_qtd, old_lote, new_lote, new_embarque, new_date, pedido)
SELECT h.id, h.ativo, h.place = 1 OR h.total = h.wanted,
       h.qtd, CASE WHEN h.total IS DISTINCT FROM h.wanted AND h.place = 1 THEN h.wanted ELSE h.qtd END,
       h.old_lote, CASE WHEN h.ativo THEN coalesce(h.old_lote, h.lote) ELSE h.lote END,
       CASE WHEN h.ativo THEN coalesce(h.codigo_embarque, h.embarque_id) ELSE h.embarque_id END,
       CASE WHEN h.criado_por = c.author THEN h.data_fatura ELSE h.data_movimentacao END, h.pedido
  FROM held h CROSS JOIN stg_ciclo c
