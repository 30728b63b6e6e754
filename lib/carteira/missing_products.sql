-- Products of the pedido lines that were read, not read yet: by their codes what is invoiced is compared. One column: ids.
SELECT DISTINCT l.product_id FROM stg_product_line l
 WHERE NOT EXISTS (SELECT 1 FROM stg_product p WHERE p.id = l.product_id)
   AND NOT EXISTS (SELECT 1 FROM stg_absent a WHERE a.table_name = 'stg_product' AND a.id = l.product_id)
 ORDER BY 1
