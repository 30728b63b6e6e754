-- Remembered NFs that changed and that Odoo lists outside the filters. One column: ids.
SELECT DISTINCT h.id FROM stg_changed h JOIN stg_move_stamp s ON s.id = h.id CROSS JOIN stg_ciclo c
 WHERE h.model = 'account.move'
   AND (s.move_type IS DISTINCT FROM 'out_invoice' OR (s.tipo_pedido = ANY (c.tipos)) IS NOT TRUE OR s.company_id = ANY (c.excluded_companies))
   AND EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.move_id = h.id OFFSET 0)
   AND NOT EXISTS (SELECT 1 FROM stg_move m WHERE m.id = h.id)
 ORDER BY 1
