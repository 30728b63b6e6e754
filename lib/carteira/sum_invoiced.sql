-- What non-cancelled NFs invoiced for each affected pedido and product. Returns nothing. Not safe to repeat in a
-- transaction.
INSERT INTO stg_invoiced (num_pedido, cod_produto, qtd)
SELECT f.origem, f.cod_produto, sum(f.qtd_produto_faturado)
  FROM faturamento_produto f JOIN stg_affected a ON a.num_pedido = f.origem
 WHERE f.status_nf <> 'Cancelado'
 GROUP BY f.origem, f.cod_produto
