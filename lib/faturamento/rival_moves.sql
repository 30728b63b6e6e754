-- Remembered NFs whose number another NF, just read, has too: who keeps it is decided by what both are today.
-- One column: ids.
SELECT DISTINCT k.move_id FROM stg_move m JOIN stg_known_nf k ON k.numero_nf = btrim(m.numero_nf)
 WHERE k.move_id <> m.id AND k.state <> 'gone' AND NOT EXISTS (SELECT 1 FROM stg_move s WHERE s.id = k.move_id)
 ORDER BY k.move_id
