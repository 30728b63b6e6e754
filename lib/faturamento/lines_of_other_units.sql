-- Pedido lines that NFs invoice in another unit than the backlog has their product in, and that were not read: their unit is
-- what the quantity is stored in. $1 boolean: Odoo refused the lines of the pedidos that were read, so that one which is
-- about to enter is known to nobody yet. One column: ids.
SELECT DISTINCT s.id
  FROM stg_goods_line l
  JOIN stg_uom u ON u.id = l.uom_id
  JOIN stg_product_code p ON p.id = l.product_id
  JOIN stg_line_origem o ON o.id = l.id
 CROSS JOIN LATERAL (SELECT min(f.id) AS id FROM unnest(l.sale_line_ids) f (id)) s
 WHERE s.id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM stg_order_line r WHERE r.id = s.id)
   AND NOT EXISTS (SELECT 1 FROM stg_sale_line r WHERE r.id = s.id)
   AND NOT EXISTS (SELECT 1 FROM stg_absent a WHERE a.table_name = 'stg_sale_line' AND a.id = s.id)
   AND (EXISTS (SELECT 1 FROM carteira_principal r
                 WHERE r.num_pedido = o.origem AND r.cod_produto = p.cod_produto
                   AND r.unid_medida_produto IS DISTINCT FROM left(u.name, 20) OFFSET 0)
        OR $1::boolean
           AND NOT EXISTS (SELECT 1 FROM carteira_principal r
                            WHERE r.num_pedido = o.origem AND r.cod_produto = p.cod_produto OFFSET 0))
 ORDER BY 1
