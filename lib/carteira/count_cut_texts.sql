-- How many texts of the pedidos read were longer than their column and were cut. Reads only.
SELECT coalesce(sum(coalesce(length(o.pedido_compra) > 100, false)::int + coalesce(length(p.cnpj) > 20, false)::int
            + coalesce(length(p.zip) > 10, false)::int + coalesce(length(p.phone) > 50, false)::int
            + coalesce(length(p.numero) > 20, false)::int + coalesce(length(p.bairro) > 100, false)::int), 0) AS texts_cut
  FROM stg_pedido h
  JOIN stg_order o ON o.id = h.order_id
  JOIN stg_partner p ON p.id = coalesce(o.partner_shipping_id, o.partner_id)
