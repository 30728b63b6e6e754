-- Brings the stock movements that are there to what their NF says: a lot is filled in where there was none, a quantity
-- that is not the NF's is put right (the first row takes it, others end), one that a cancellation ended counts again.
-- Several rows that add up to the NF's quantity stay as they are. Returns counts. Safe to repeat.
WITH held AS (
    SELECT k.*, m.ativo, m.qtd, m.lote AS old_lote, -p.qtd AS wanted, p.data_fatura, l.lote, l.embarque_id,
           sum(m.qtd) FILTER (WHERE m.ativo) OVER (PARTITION BY k.numero_nf, k.pedido, k.cod_produto) AS total
      FROM stg_link_movement k JOIN stg_nf_movement m ON m.id = k.id
      JOIN stg_link_product p ON p.numero_nf = k.numero_nf AND p.pedido = k.pedido AND p.cod_produto = k.cod_produto
      JOIN stg_link l ON l.numero_nf = k.numero_nf AND l.pedido = k.pedido
),
decided AS (
    SELECT h.id, h.ativo AS was_active, h.place = 1 OR h.total = h.wanted AS counts,
           CASE WHEN h.total IS DISTINCT FROM h.wanted AND h.place = 1 THEN h.wanted ELSE h.qtd END AS new_qtd,
           CASE WHEN h.ativo THEN coalesce(h.old_lote, h.lote) ELSE h.lote END AS new_lote,
           h.pedido, h.data_fatura, h.embarque_id
      FROM held h
),
differing AS (
    SELECT d.*, CASE WHEN d.was_active THEN coalesce(m.codigo_embarque, d.embarque_id) ELSE d.embarque_id END AS new_embarque,
           CASE WHEN m.criado_por = c.author THEN d.data_fatura ELSE m.data_movimentacao END AS new_date,
           m.qtd_movimentacao AS old_qtd, nullif(m.separacao_lote_id, '') AS old_lote
      FROM decided d JOIN movimentacao_estoque m ON m.id = d.id CROSS JOIN stg_ciclo c
     WHERE d.counts
),
updated AS (
    UPDATE movimentacao_estoque m
       SET qtd_movimentacao = d.new_qtd, separacao_lote_id = d.new_lote, codigo_embarque = d.new_embarque,
           data_movimentacao = d.new_date, num_pedido = nullif(d.pedido, ''), ativo = true, status_nf = 'FATURADO',
           atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM differing d CROSS JOIN stg_ciclo c
     WHERE m.id = d.id
       AND (m.qtd_movimentacao, nullif(m.separacao_lote_id, ''), m.codigo_embarque, m.data_movimentacao, m.num_pedido,
            m.ativo IS DISTINCT FROM false, m.status_nf)
           IS DISTINCT FROM
           (d.new_qtd, d.new_lote, d.new_embarque, d.new_date, nullif(d.pedido, ''), true, 'FATURADO')
    RETURNING d.was_active, d.old_lote IS NULL AND d.new_lote IS NOT NULL AS filled, d.old_qtd <> d.new_qtd AS corrected
),
ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM decided d CROSS JOIN stg_ciclo c
     WHERE m.id = d.id AND NOT d.counts
    RETURNING 1
)
SELECT count(*) FILTER (WHERE was_active AND filled) AS movements_given_a_lot,
       count(*) FILTER (WHERE was_active AND corrected) AS movements_corrected,
       count(*) FILTER (WHERE NOT was_active) AS movements_revived,
       (SELECT count(*) FROM ended) AS movements_ended
  FROM updated
