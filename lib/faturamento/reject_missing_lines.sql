-- Sets aside NFs of which a line that their own list names did not come, not even when it was requested by its id: whether
-- it is gone the next cycle will know. A cancelled one that is known here needs no lines: those that came are not used, and
-- its rows are cancelled as they are. Returns nothing. Not safe to repeat in a session.
WITH lacking AS (
    SELECT m.id, btrim(m.numero_nf) AS numero_nf, array_agg(l.id ORDER BY l.id) AS lines,
           m.state = 'cancel' AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = btrim(m.numero_nf))
               AS needs_none
      FROM stg_selected_move s JOIN stg_move m ON m.id = s.id CROSS JOIN LATERAL unnest(m.line_ids) l (id)
     WHERE NOT EXISTS (SELECT 1 FROM stg_move_line t WHERE t.id = l.id)
       AND NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = m.id)
     GROUP BY m.id, m.numero_nf, m.state
),
unproved AS (
    INSERT INTO stg_unproved_move (id) SELECT k.id FROM lacking k WHERE k.needs_none
)
INSERT INTO stg_reject (model, id, reason, remedy)
SELECT 'account.move', k.id,
       'NF ' || k.numero_nf || ': Odoo lists account.move.line ' || array_to_string(k.lines[1:5], ', ')
       || CASE WHEN cardinality(k.lines) > 5 THEN ' ...' ELSE '' END
       || ' and does not send it: look whether the line is still there, and at what stands between Odoo and this program',
       'incomplete'
  FROM lacking k
 WHERE NOT k.needs_none
