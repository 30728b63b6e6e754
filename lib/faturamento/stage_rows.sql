-- One row per NF, product and origem, in the unit of the pedido's line: the same product on several lines becomes one row. Sums are exact and rounded
-- once, to the scale of the application's columns; so is the price, which a plain quotient would round twice (PostgreSQL
-- ends it at 16 digits first): div() yields the ten-thousandths, half a one rounded away from zero.
-- Returns how many lines of the staged NFs are no goods: without a product or a quantity, and down payments. Not safe to
-- repeat in a session.
WITH line AS (
    SELECT n.move_id, n.numero_nf, l.id, p.cod_produto, l.origem, l.shown, l.hidden, coalesce(p.name, p.cod_produto) AS nome,
           p.has_no_code,
           p.unit_weight, l.quantity * coalesce(l.ratio, 1) AS quantity, l.quantity * l.price_unit AS amount,
           coalesce(nullif(l.total_nfe, 0), l.price_total) AS valor
      FROM stg_nf n
      JOIN stg_line_origem l ON l.move_id = n.move_id
      JOIN stg_product_code p ON p.id = l.product_id
),
stored AS (
INSERT INTO stg_nf_row (move_id, numero_nf, cod_produto, origem, nome_produto, qtd, preco, valor, peso_unitario,
                        peso_total, has_no_code, origem_shown, origem_hidden)
SELECT move_id, numero_nf, cod_produto, origem, left(min(nome), 200),
       round(sum(quantity), 3),
       sign(sum(amount)) * div(2 * abs(sum(amount)) * 10000 + sum(quantity), 2 * sum(quantity)) * 0.0001,
       round(sum(valor), 2),
       round((min(ARRAY[id, unit_weight]))[2], 3),
       round(sum(quantity * unit_weight), 3),
       bool_or(has_no_code), bool_or(shown), min(hidden)
  FROM line
 GROUP BY move_id, numero_nf, cod_produto, origem
 ORDER BY move_id, cod_produto, origem
)
SELECT count(*) FILTER (WHERE NOT l.pays_down) AS lines_without_goods,
       count(*) FILTER (WHERE l.pays_down) AS downpayment_lines
  FROM stg_nf n JOIN stg_other_line l ON l.move_id = n.move_id
