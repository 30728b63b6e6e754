-- One row per pedido and product, in the unit of its first line. Sums are exact and rounded once, to the scale of the application's columns; the
-- category, its parent and its grandparent are packing, raw material and category, those of the first line's product; what hangs on
-- one that Odoo does not show is named in item_hidden. Returns nothing. Not safe to repeat in a session.
WITH item AS (
    SELECT p.num_pedido, pc.cod_produto, min(coalesce(pc.name, pc.cod_produto)) AS nome, min(l.id) AS first,
           sum(coalesce(l.quantity, 0) * coalesce(l.ratio, 1)) AS qtd, sum(l.qty_cancelado * coalesce(l.ratio, 1)) AS cancelled,
           sum(coalesce(l.quantity, 0)) AS quantity, sum(l.quantity * l.price_unit) AS amount,
           sum(coalesce(l.qty_invoiced, 0) * coalesce(l.ratio, 1)) AS faturado, bool_or(pc.has_no_code) AS has_no_code
      FROM stg_pedido p
      JOIN stg_product_line l ON l.order_id = p.order_id
      JOIN stg_product_code pc ON pc.id = l.product_id
     GROUP BY p.num_pedido, pc.cod_produto
),
kind AS MATERIALIZED (
    SELECT p.id, k.name AS category, kp.name AS parent, kg.name AS grandparent,
           array_remove(ARRAY[CASE WHEN hk.id IS NOT NULL THEN 'embalagem_produto' END,
                              CASE WHEN coalesce(hk.id, hp.id) IS NOT NULL THEN 'materia_prima_produto' END,
                              CASE WHEN coalesce(hk.id, hp.id, hg.id) IS NOT NULL THEN 'categoria_produto' END], NULL) AS hidden
      FROM stg_product p
      LEFT JOIN stg_category k ON k.id = p.category_id
      LEFT JOIN stg_category kp ON kp.id = k.parent_id
      LEFT JOIN stg_category kg ON kg.id = kp.parent_id
      LEFT JOIN stg_absent hk ON hk.table_name = 'stg_category' AND hk.id = p.category_id
      LEFT JOIN stg_absent hp ON hp.table_name = 'stg_category' AND hp.id = k.parent_id
      LEFT JOIN stg_absent hg ON hg.table_name = 'stg_category' AND hg.id = kp.parent_id
)
INSERT INTO stg_item (num_pedido, cod_produto, $(product: ?), qtd_produto_pedido, qtd_cancelada_produto_pedido,
                      preco_produto_pedido, qtd_faturada, has_no_code, item_hidden)
SELECT i.num_pedido, i.cod_produto, left(i.nome, 255), left(u.name, 20), left(k.category, 100), left(k.parent, 100),
       left(k.grandparent, 100), round(i.qtd, 3), round(i.cancelled, 3),
       round(CASE WHEN i.quantity = 0 THEN l.price_unit ELSE i.amount / i.qtd END, 2), i.faturado, i.has_no_code,
       CASE WHEN hu.id IS NOT NULL THEN array_prepend('unid_medida_produto', k.hidden) ELSE k.hidden END
  FROM item i
  JOIN stg_order_line l ON l.id = i.first
  JOIN kind k ON k.id = l.product_id
  LEFT JOIN stg_uom u ON u.id = l.uom_id
  LEFT JOIN stg_absent hu ON hu.table_name = 'stg_uom' AND hu.id = l.uom_id
