-- AVISO: separações in status FATURADO without an NF, or with one that faturamento does not know.
-- Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT s.num_pedido, s.separacao_lote_id FROM separacao s CROSS JOIN stg_ciclo c
     WHERE s.status = 'FATURADO' AND s.num_pedido LIKE ANY (c.pedido_patterns)
       AND (s.numero_nf IS NULL OR NOT EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = s.numero_nf OFFSET 0))
)
SELECT count(*) AS count,
       array_to_string((array_agg(DISTINCT 'lote ' || coalesce(separacao_lote_id, '-') || ' pedido ' || num_pedido))[1:5], ', ')
           AS examples
  FROM wrong
