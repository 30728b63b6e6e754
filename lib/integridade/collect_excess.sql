-- More invoiced than ordered, by pedido and product, with the last NF. Pedidos typed into the application are left alone.
-- To be run after the saldos are computed. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_excess (num_pedido, cod_produto, saldo_disponivel, qtd_excesso, numero_nf, qtd_faturada)
SELECT p.num_pedido, p.cod_produto, p.qtd_produto_pedido, -p.qtd_saldo_produto_pedido, f.numero_nf, f.qtd_faturada
  FROM carteira_principal p CROSS JOIN stg_ciclo c
 CROSS JOIN LATERAL (
        SELECT (array_agg(f.numero_nf ORDER BY f.data_fatura DESC, f.id DESC))[1] AS numero_nf,
               sum(f.qtd_produto_faturado) AS qtd_faturada
          FROM faturamento_produto f
         WHERE f.origem = p.num_pedido AND f.cod_produto = p.cod_produto AND f.status_nf <> 'Cancelado'
       ) f
 WHERE p.qtd_saldo_produto_pedido < 0 AND p.num_pedido LIKE ANY (c.pedido_patterns)
   AND (c.scope IS NULL OR p.num_pedido = ANY (c.scope))
