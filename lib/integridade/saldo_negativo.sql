-- AVISO: pedidos of Odoo's of which more is invoiced than ordered, by product.
-- Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT p.num_pedido, p.cod_produto, p.qtd_saldo_produto_pedido AS saldo
      FROM carteira_principal p CROSS JOIN stg_ciclo c
     WHERE p.qtd_saldo_produto_pedido < 0 AND p.num_pedido LIKE ANY (c.pedido_patterns)
)
SELECT count(*) AS count,
       array_to_string((array_agg('pedido ' || num_pedido || ' product ' || cod_produto || ': ' || saldo
                                  ORDER BY num_pedido, cod_produto))[1:5], ', ') AS examples
  FROM wrong
