-- What the table holds of each NF read in this cycle, for the checks that compare it: its rows are read once. same_status:
-- SEM_LOTE stands for Lançado. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_stored_nf (numero_nf, products, qtd, valor, peso, same_status)
SELECT n.numero_nf, array_agg(DISTINCT f.cod_produto ORDER BY f.cod_produto), sum(f.qtd_produto_faturado),
       sum(f.valor_produto_faturado), sum(f.peso_total),
       bool_and(f.status_nf = n.status_nf OR (f.status_nf = 'SEM_LOTE' AND n.status_nf = 'Lançado'))
  FROM stg_nf n
 CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
 GROUP BY n.numero_nf
