-- Everything that the decisions need, one pedido after the other: a row of kind pedido for the pedido itself; product for
-- each product with its saldo (an archived row has none); separacao for each open separação. Quantities are whole thousandths; one that
-- no quantity can be counts as 0. A row without a product matters only where the pedido has ended. Reads only.
SELECT t.num_pedido, 'pedido' AS kind, t.ended, t.waits_for_lot, NULL AS cod_produto, NULL::bigint AS qtd, NULL::integer AS id,
       NULL AS lote, NULL AS status, NULL::boolean AS total
  FROM stg_recompose t
UNION ALL
SELECT p.num_pedido, 'product', NULL, NULL, p.cod_produto,
       CASE WHEN p.ativo IS FALSE THEN 0 ELSE (p.qtd_saldo_produto_pedido * 1000)::bigint END, NULL, NULL, NULL, NULL
  FROM stg_recompose t
 CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = t.num_pedido OFFSET 0) p
UNION ALL
SELECT s.num_pedido, 'separacao', NULL, NULL, coalesce(s.cod_produto, ''), (s.qtd * 1000)::bigint, s.id, coalesce(s.separacao_lote_id, ''),
       s.status, s.tipo_envio IS NOT DISTINCT FROM 'total'
  FROM stg_recompose t
 CROSS JOIN LATERAL (SELECT * FROM stg_open_separacao s WHERE s.num_pedido = t.num_pedido OFFSET 0) s
 WHERE s.cod_produto IS NOT NULL OR t.ended
 ORDER BY 1, 2
