-- How many texts of the pedidos read were longer than their column and were cut; of a product's name, unit and categories
-- one for each line. raz_social_red is not a cut name, but the first 30 characters by rule. Reads only.
WITH header AS (
    SELECT coalesce(length(o.pedido_compra) > 100, false)::int + coalesce(length(k.name) > 100, false)::int
           + coalesce(length(p.cnpj) > 20, false)::int + coalesce(length(coalesce(p.razao_social, p.name)) > 255, false)::int
           + coalesce(length(d.cnpj) > 20, false)::int + coalesce(length(d.name) > 255, false)::int
           + coalesce(length(d.zip) > 10, false)::int + coalesce(length(d.phone) > 50, false)::int
           + coalesce(length(d.numero) > 20, false)::int + coalesce(length(d.bairro) > 100, false)::int
           + coalesce(length(d.street) > 255, false)::int AS cut
      FROM stg_pedido h
      JOIN stg_order o ON o.id = h.order_id
      JOIN stg_person p ON p.id = o.partner_id
      LEFT JOIN stg_carrier k ON k.id = o.carrier_id
      LEFT JOIN stg_person d ON d.id = CASE WHEN h.incoterm = 'RED' AND k.partner_id IS NOT NULL THEN k.partner_id
                                             ELSE coalesce(o.partner_shipping_id, o.partner_id) END
),
line AS (
    SELECT l.lines * (coalesce(length(r.name) > 255, false)::int + coalesce(length(u.name) > 20, false)::int
                      + coalesce(length(k.name) > 100, false)::int + coalesce(length(kp.name) > 100, false)::int
                      + coalesce(length(kg.name) > 100, false)::int) AS cut
      FROM (SELECT l.product_id, l.uom_id, count(*) AS lines
              FROM stg_pedido h JOIN stg_product_line l ON l.order_id = h.order_id GROUP BY l.product_id, l.uom_id) l
      JOIN stg_product r ON r.id = l.product_id
      LEFT JOIN stg_uom u ON u.id = l.uom_id
      LEFT JOIN stg_category k ON k.id = r.category_id
      LEFT JOIN stg_category kp ON kp.id = k.parent_id
      LEFT JOIN stg_category kg ON kg.id = kp.parent_id
)
SELECT (SELECT coalesce(sum(cut), 0) FROM header) + (SELECT coalesce(sum(cut), 0) FROM line) AS texts_cut
