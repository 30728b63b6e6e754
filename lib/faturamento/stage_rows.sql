-- One row per NF, product and origem: the same product on several lines becomes one row. Sums are exact and rounded
-- once, to the scale of the application's columns. Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_nf_row (move_id, numero_nf, cod_produto, origem, nome_produto, qtd, preco, valor, peso_unitario,
                        peso_total, has_no_code)
SELECT n.move_id, n.numero_nf, p.cod_produto, o.origem, left(min(coalesce(p.name, p.cod_produto)), 200),
       round(sum(l.quantity), 3),
       round(CASE WHEN sum(l.quantity) = 0 THEN (array_agg(l.price_unit ORDER BY l.id))[1]
                  ELSE sum(l.quantity * l.price_unit) / sum(l.quantity) END, 4),
       round(sum(coalesce(nullif(l.total_nfe, 0), l.price_total)), 2),
       round((array_agg(p.unit_weight ORDER BY l.id))[1], 3),
       round(sum(l.quantity * p.unit_weight), 3),
       bool_or(p.has_no_code)
  FROM stg_nf n
  JOIN stg_move_line l ON l.move_id = n.move_id
  JOIN stg_product_code p ON p.id = l.product_id
  JOIN stg_line_origem o ON o.id = l.id
 WHERE l.quantity > 0
 GROUP BY n.move_id, n.numero_nf, p.cod_produto, o.origem
 ORDER BY n.numero_nf, p.cod_produto, o.origem
