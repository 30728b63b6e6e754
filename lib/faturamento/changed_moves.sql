-- NFs that have to be read: inside the filters, by what Odoo listed of them. One column: ids.
SELECT DISTINCT h.id FROM stg_changed h JOIN stg_move_stamp s ON s.id = h.id CROSS JOIN stg_ciclo c
 WHERE h.model = 'account.move' AND s.move_type = 'out_invoice' AND s.tipo_pedido = ANY (c.tipos)
   AND (s.company_id IS NULL OR s.company_id <> ALL (c.excluded_companies))
 ORDER BY 1
