-- Pairs staged rows with the application's. Where an NF has one row for a product, the oldest existing row takes it,
-- whatever its origem; where it has several (one per pedido), the same origem first, the rest in order.
-- Returns nothing. Not safe to repeat in a transaction. (< 2 is = 1, of which the planner would expect so few that it loops.)
WITH existing AS (
    SELECT f.id, n.numero_nf, f.cod_produto, f.origem,
           row_number() OVER (PARTITION BY n.numero_nf, f.cod_produto ORDER BY f.id) AS place,
           row_number() OVER (PARTITION BY n.numero_nf, f.cod_produto, f.origem ORDER BY f.id) AS place_in_origem
      FROM stg_nf n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
),
wanted AS (
    SELECT r.row_id, r.numero_nf, r.cod_produto, r.origem,
           count(*) OVER (PARTITION BY r.numero_nf, r.cod_produto) AS origens
      FROM stg_nf_row r
),
sure AS (
    SELECT w.row_id, e.id FROM wanted w
      JOIN existing e ON e.numero_nf = w.numero_nf AND e.cod_produto = w.cod_produto AND e.place < 2
     WHERE w.origens < 2
    UNION ALL
    SELECT w.row_id, e.id FROM wanted w
      JOIN existing e ON e.numero_nf = w.numero_nf AND e.cod_produto = w.cod_produto
                     AND e.origem IS NOT DISTINCT FROM w.origem AND e.place_in_origem < 2
     WHERE w.origens > 1
),
left_wanted AS (
    SELECT w.*, row_number() OVER (PARTITION BY w.numero_nf, w.cod_produto ORDER BY w.row_id) AS place FROM wanted w
     WHERE NOT EXISTS (SELECT 1 FROM sure s WHERE s.row_id = w.row_id)
),
left_existing AS (
    SELECT e.id, e.numero_nf, e.cod_produto,
           row_number() OVER (PARTITION BY e.numero_nf, e.cod_produto ORDER BY e.id) AS place FROM existing e
     WHERE NOT EXISTS (SELECT 1 FROM sure s WHERE s.id = e.id)
)
INSERT INTO stg_nf_match (row_id, id)
SELECT row_id, id FROM sure
UNION ALL
SELECT w.row_id, e.id FROM left_wanted w
  JOIN left_existing e ON e.numero_nf = w.numero_nf AND e.cod_produto = w.cod_produto AND e.place = w.place
