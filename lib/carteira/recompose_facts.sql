-- Everything that the decisions need, one pedido after the other: a row of kind pedido for the pedido itself; product for
-- each product with its saldo (an archived row has none), what that was before this transaction (before; a row that is new
-- had none) and what of it a person gave back by cancelling NFs that Odoo calls posted (returned); separacao for each open
-- separação. Quantities are whole thousandths; one that no quantity can be counts as 0. A row without a product matters
-- only where the pedido has ended. Reads only.
SELECT t.num_pedido, 'pedido' AS kind, t.ended, t.waits_for_lot, NULL AS cod_produto, NULL::bigint AS qtd, NULL::bigint AS before,
       NULL::bigint AS returned, NULL::integer AS id, NULL AS lote, NULL AS status
  FROM stg_recompose t
UNION ALL
SELECT p.num_pedido, 'product', NULL, NULL, p.cod_produto,
       CASE WHEN p.ativo IS FALSE THEN 0 ELSE (p.qtd_saldo_produto_pedido * 1000)::bigint END,
       CASE WHEN p.created_at = now() AT TIME ZONE c.time_zone
                 OR CASE WHEN d.id IS NOT NULL THEN d.old_ativo WHEN r.id IS NOT NULL THEN r.old_ativo ELSE p.ativo END IS FALSE
            THEN 0
            ELSE (coalesce(d.old_saldo, r.old_saldo, p.qtd_saldo_produto_pedido) * 1000)::bigint END,
       (coalesce(b.qtd, 0) * 1000)::bigint, NULL, NULL, NULL
  FROM stg_recompose t CROSS JOIN stg_ciclo c
 CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = t.num_pedido OFFSET 0) p
  LEFT JOIN LATERAL (SELECT * FROM stg_differing_row d WHERE d.id = p.id OFFSET 0) d ON true
  LEFT JOIN LATERAL (SELECT * FROM stg_recomputed_row r WHERE r.id = p.id OFFSET 0) r ON true
 CROSS JOIN LATERAL (
        SELECT sum(f.qtd_produto_faturado) AS qtd
          FROM (SELECT * FROM faturamento_produto f WHERE f.origem = p.num_pedido OFFSET 0) f  -- not by the index of products
         WHERE f.cod_produto = p.cod_produto AND f.status_nf = 'Cancelado'
           AND EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.numero_nf = f.numero_nf AND k.state = 'posted' OFFSET 0)
       ) b
UNION ALL
SELECT s.num_pedido, 'separacao', NULL, NULL, coalesce(s.cod_produto, ''), (s.qtd * 1000)::bigint, NULL, NULL, s.id,
       coalesce(s.separacao_lote_id, ''), s.status
  FROM stg_recompose t
 CROSS JOIN LATERAL (SELECT * FROM stg_open_separacao s WHERE s.num_pedido = t.num_pedido OFFSET 0) s
 WHERE s.cod_produto IS NOT NULL OR t.ended
 ORDER BY 1, 2
