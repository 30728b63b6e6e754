-- What a cancelled NF gives back of a pedido that was renamed since it was consumed takes the name that the pedido has now: the
-- NF's rows tell whose it was, whoever bears the old name today. Before anything is freed. Returns the count. Safe to repeat.
WITH given_back AS (
    SELECT DISTINCT n.numero_nf, f.former, f.num_pedido
      FROM stg_undone_nf n
      JOIN faturamento_produto p ON p.numero_nf = n.numero_nf AND p.origem <> ALL (n.kept_pedidos)
      JOIN stg_former_name f ON f.num_pedido = p.origem
     CROSS JOIN stg_ciclo c
     WHERE f.former LIKE ANY (c.pedido_patterns)
       AND NOT EXISTS (SELECT 1 FROM faturamento_produto o WHERE o.numero_nf = n.numero_nf AND o.origem = f.former)
),
separacoes AS (
    UPDATE separacao s SET num_pedido = g.num_pedido FROM given_back g
     WHERE s.numero_nf = g.numero_nf AND s.num_pedido = g.former
    RETURNING 1
),
items AS (
    UPDATE embarque_itens i SET pedido = g.num_pedido FROM given_back g
     WHERE i.nota_fiscal = g.numero_nf AND i.pedido = g.former
)
SELECT count(*) AS separacoes_renamed FROM separacoes
