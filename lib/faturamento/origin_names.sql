-- The single names that selected NFs give as their origin. One column: names.
SELECT DISTINCT m.invoice_origin FROM stg_move m JOIN stg_selected_move s ON s.id = m.id
 WHERE m.invoice_origin IS NOT NULL AND position(',' IN m.invoice_origin) = 0
 ORDER BY 1
