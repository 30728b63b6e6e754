-- The NFs that linking looks at: of the candidates (link_candidates.sql) those that are not complete. Complete is an NF whose
-- every product has left the stock in the right quantity and with a lot. Products that move no stock tell nothing: an NF of
-- nothing else is linked when it is new, active again or corrected, and when its movements would be due. Returns how
-- many. Not safe to repeat in a transaction.
WITH invoiced AS (
    SELECT DISTINCT ON (c.numero_nf, coalesce(f.origem, ''), f.cod_produto)
           c.numero_nf, coalesce(f.origem, '') AS pedido, f.cod_produto, f.qtd_produto_faturado AS qtd, f.status_nf,
           f.cod_produto <> ALL (o.no_stock_products) AS moves
      FROM stg_link_candidate c CROSS JOIN stg_ciclo o
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                          WHERE f.numero_nf = c.numero_nf AND f.status_nf IN ('Lançado', 'SEM_LOTE') OFFSET 0) f
     ORDER BY c.numero_nf, coalesce(f.origem, ''), f.cod_produto, f.id
),
moved AS (
    SELECT m.numero_nf, m.pedido, m.cod_produto, sum(m.qtd) AS qtd, bool_and(m.lote IS NOT NULL) AS has_lot
      FROM stg_held_movement m
     WHERE m.ativo GROUP BY m.numero_nf, m.pedido, m.cod_produto
),
incomplete AS (
    SELECT i.numero_nf FROM invoiced i
      LEFT JOIN moved m ON m.numero_nf = i.numero_nf AND m.pedido = i.pedido AND m.cod_produto = i.cod_produto
     WHERE i.moves AND (m.qtd IS DISTINCT FROM -i.qtd OR m.has_lot = (i.status_nf = 'SEM_LOTE'))
    UNION
    SELECT i.numero_nf FROM (SELECT numero_nf FROM invoiced GROUP BY numero_nf HAVING NOT bool_or(moves)) i
     WHERE EXISTS (SELECT 1 FROM stg_nf n
                    WHERE n.numero_nf = i.numero_nf AND (n.situation IN ('nova', 'reativada') OR n.corrected) OFFSET 0)
        OR EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.numero_nf = i.numero_nf AND k.movements_due OFFSET 0)
    UNION
    SELECT m.numero_nf FROM moved m JOIN stg_link_candidate c ON c.numero_nf = m.numero_nf
     WHERE c.read
       AND NOT EXISTS (SELECT 1 FROM invoiced i
                        WHERE i.numero_nf = m.numero_nf AND i.pedido = m.pedido AND i.cod_produto = m.cod_produto)
    UNION
    SELECT numero_nf FROM stg_link_candidate WHERE waits
),
pedido AS (
    SELECT DISTINCT i.numero_nf, i.pedido FROM invoiced i JOIN incomplete USING (numero_nf)
),
stored AS (
    INSERT INTO stg_link_target (place, numero_nf, pedido)
    SELECT row_number() OVER (ORDER BY CASE WHEN numero_nf ~ '^[0-9]+$' THEN numero_nf::numeric END NULLS LAST, numero_nf, pedido),
           numero_nf, pedido
      FROM pedido
    RETURNING numero_nf
)
SELECT count(DISTINCT numero_nf) AS nfs_to_link FROM stored
