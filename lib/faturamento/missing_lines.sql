-- Lines that an NF's own list names and that did not come with its lines: lost on the way, or deleted meanwhile. Not of NFs
-- that are set aside anyway. One column: ids.
SELECT DISTINCT l.id
  FROM stg_selected_move s JOIN stg_move m ON m.id = s.id CROSS JOIN LATERAL unnest(m.line_ids) l (id)
 WHERE NOT EXISTS (SELECT 1 FROM stg_move_line t WHERE t.id = l.id)
   AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = m.id)
 ORDER BY 1
