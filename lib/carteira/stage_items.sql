-- One row per pedido and product, in the unit of its first line. Sums are exact and rounded once, to the scale of the application's columns; the
-- category, its parent and its grandparent are packing, raw material and category; what hangs on one that Odoo does not
-- show is named in item_hidden. Returns nothing.
-- Not safe to repeat in a session.
INSERT INTO stg_item (num_pedido, cod_produto, $(product: ?), qtd_produto_pedido, qtd_cancelada_produto_pedido,
                      preco_produto_pedido, has_no_code, item_hidden)
SELECT p.num_pedido, pc.cod_produto, left(min(coalesce(pc.name, pc.cod_produto)), 255),
       left((array_agg(u.name ORDER BY l.id))[1], 20), left((array_agg(k.name ORDER BY l.id))[1], 100),
       left((array_agg(kp.name ORDER BY l.id))[1], 100), left((array_agg(kg.name ORDER BY l.id))[1], 100),
       round(sum(coalesce(l.quantity, 0) * coalesce(l.ratio, 1)), 3), round(sum(l.qty_cancelado * coalesce(l.ratio, 1)), 3),
       round(CASE WHEN sum(coalesce(l.quantity, 0)) = 0 THEN (array_agg(l.price_unit ORDER BY l.id))[1]
                  ELSE sum(l.quantity * l.price_unit) / sum(l.quantity * coalesce(l.ratio, 1)) END, 2),
       bool_or(pc.has_no_code),
       array_remove(ARRAY[CASE WHEN bool_or(hu.id IS NOT NULL) THEN 'unid_medida_produto' END,
                          CASE WHEN bool_or(hk.id IS NOT NULL) THEN 'embalagem_produto' END,
                          CASE WHEN bool_or(coalesce(hk.id, hp.id) IS NOT NULL) THEN 'materia_prima_produto' END,
                          CASE WHEN bool_or(coalesce(hk.id, hp.id, hg.id) IS NOT NULL) THEN 'categoria_produto' END], NULL)
  FROM stg_pedido p
  JOIN stg_product_line l ON l.order_id = p.order_id
  JOIN stg_product_code pc ON pc.id = l.product_id
  LEFT JOIN stg_uom u ON u.id = l.uom_id
  LEFT JOIN stg_category k ON k.id = pc.category_id
  LEFT JOIN stg_category kp ON kp.id = k.parent_id
  LEFT JOIN stg_category kg ON kg.id = kp.parent_id
  LEFT JOIN stg_absent hu ON hu.table_name = 'stg_uom' AND hu.id = l.uom_id
  LEFT JOIN stg_absent hk ON hk.table_name = 'stg_category' AND hk.id = pc.category_id
  LEFT JOIN stg_absent hp ON hp.table_name = 'stg_category' AND hp.id = k.parent_id
  LEFT JOIN stg_absent hg ON hg.table_name = 'stg_category' AND hg.id = kp.parent_id
 GROUP BY p.num_pedido, pc.cod_produto
