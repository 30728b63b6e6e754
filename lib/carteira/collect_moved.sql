-- Pedidos (of stg_moved_candidate) whose faturamento_produto is no longer what their saldo was computed from, also when
-- another program or a person changed it: adds them to those whose saldo is computed. What was used is the difference
-- between ordered quantity and saldo. Returns nothing. Safe to repeat.
WITH quantity AS (
    SELECT p.num_pedido, p.cod_produto, p.qtd_produto_pedido - p.qtd_saldo_produto_pedido AS qtd
      FROM carteira_principal p JOIN stg_moved_candidate c ON c.num_pedido = p.num_pedido
     WHERE p.ativo IS NOT FALSE AND p.qtd_produto_pedido <> p.qtd_saldo_produto_pedido
    UNION ALL
    SELECT f.origem, f.cod_produto, -f.qtd_produto_faturado
      FROM faturamento_produto f JOIN stg_moved_candidate c ON c.num_pedido = f.origem
     WHERE f.status_nf <> 'Cancelado'
)
INSERT INTO stg_affected (num_pedido)
SELECT DISTINCT m.num_pedido
  FROM (SELECT num_pedido, cod_produto FROM quantity GROUP BY num_pedido, cod_produto HAVING sum(qtd) <> 0) m
 WHERE EXISTS (SELECT 1 FROM carteira_principal p
                WHERE p.num_pedido = m.num_pedido AND p.cod_produto = m.cod_produto AND p.ativo IS NOT FALSE OFFSET 0)
    ON CONFLICT DO NOTHING
