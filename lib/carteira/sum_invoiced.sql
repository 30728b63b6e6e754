-- What non-cancelled NFs invoiced for each affected pedido and product. Returns nothing. Not safe to repeat in a
-- transaction.
INSERT INTO stg_invoiced (num_pedido, cod_produto, qtd)
SELECT a.num_pedido, f.cod_produto, sum(f.qtd_produto_faturado)
  FROM stg_affected a
 CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                      WHERE f.origem = a.num_pedido AND f.status_nf <> 'Cancelado' OFFSET 0) f
 GROUP BY a.num_pedido, f.cod_produto
