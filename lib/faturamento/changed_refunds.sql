-- Refunds that changed. One column: ids.
SELECT DISTINCT h.id FROM stg_changed h JOIN stg_move_stamp s ON s.id = h.id
 WHERE h.model = 'account.move' AND s.move_type = 'out_refund'
 ORDER BY 1
