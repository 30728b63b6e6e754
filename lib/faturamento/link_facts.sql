-- Everything that the decisions need, one NF and pedido after the other in the order of the NFs' numbers: a row of kind
-- nf for the pair itself, with the lot that names the NF already; item for each shipment item of the pedido; and, only
-- where there is a lot, product for each product invoiced and separacao for what the lots hold of the pedido.
-- Quantities are whole thousandths. Reads only.
WITH target AS (
    SELECT t.*, t.pedido LIKE ANY (c.pedido_patterns) AS ours, count(*) OVER (PARTITION BY t.numero_nf) = 1 AS only_pedido
      FROM stg_link_target t CROSS JOIN stg_ciclo c
),
known AS (
    SELECT t.place, coalesce(
               (SELECT min(m.lote) FROM stg_held_movement m
                 WHERE m.numero_nf = t.numero_nf AND m.pedido = t.pedido AND m.ativo),
               (SELECT min(s.separacao_lote_id)
                  FROM (SELECT * FROM separacao s
                         WHERE s.numero_nf = t.numero_nf AND s.num_pedido = t.pedido AND s.sincronizado_nf OFFSET 0) s
                 WHERE t.ours AND s.separacao_lote_id <> ''),
               (SELECT min(m.lote) FROM stg_held_movement m
                 WHERE m.numero_nf = t.numero_nf AND m.ativo AND t.only_pedido)) AS lote
      FROM target t
),
item AS (
    SELECT t.place, t.pedido, i.id, i.embarque_id, i.lote, i.nota_fiscal, i.item_active, i.embarque_active
      FROM target t JOIN stg_pedido_item i ON i.pedido = t.pedido
     WHERE t.ours
),
lot AS (
    SELECT DISTINCT place, lote FROM item WHERE lote IS NOT NULL AND item_active AND embarque_active
    UNION
    SELECT place, lote FROM known WHERE lote IS NOT NULL
    UNION
    SELECT t.place, s.separacao_lote_id FROM target t
     CROSS JOIN LATERAL (SELECT * FROM separacao s
                          WHERE s.num_pedido = t.pedido AND s.sincronizado_nf IS NOT TRUE AND s.separacao_lote_id <> ''
                            AND pg_temp.nf_number(s.numero_nf) = pg_temp.nf_number(t.numero_nf) OFFSET 0) s
     WHERE t.ours
)
SELECT t.place, 'nf' AS kind, t.numero_nf, t.pedido, k.lote, NULL AS cod_produto, NULL::boolean AS consumed, NULL AS nota_fiscal,
       NULL::bigint AS qtd, NULL::integer AS item, NULL::integer AS embarque, NULL::boolean AS item_active,
       NULL::boolean AS embarque_active
  FROM target t JOIN known k ON k.place = t.place
UNION ALL
SELECT place, 'item', NULL, NULL, lote, NULL, NULL, nota_fiscal, NULL, id, embarque_id, item_active, embarque_active FROM item
UNION ALL
SELECT t.place, 'product', NULL, NULL, NULL, p.cod_produto, NULL, NULL, (p.qtd * 1000)::bigint, NULL, NULL, NULL, NULL
  FROM target t JOIN stg_link_product p ON p.numero_nf = t.numero_nf AND p.pedido = t.pedido
 WHERE t.place IN (SELECT place FROM lot)
UNION ALL
SELECT t.place, 'separacao', NULL, NULL, s.separacao_lote_id, s.cod_produto, s.sincronizado_nf IS TRUE, s.numero_nf,
       CASE WHEN abs(s.qtd_saldo) < 1e12 THEN (s.qtd_saldo::numeric * 1000)::bigint ELSE 0 END, NULL, NULL, NULL, NULL
  FROM lot l JOIN target t ON t.place = l.place
 CROSS JOIN LATERAL (SELECT * FROM separacao s
                      WHERE s.separacao_lote_id = l.lote AND s.num_pedido = t.pedido AND s.cod_produto IS NOT NULL OFFSET 0) s
 WHERE t.ours
 ORDER BY 1, 2
