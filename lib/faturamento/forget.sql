-- A remembered NF that no longer has its number, or lost it to an NF that is staged, is remembered as gone: its age
-- stays known if it comes back. Before remember.sql in the same transaction. Returns nothing. Safe to repeat.
UPDATE ciclo_nf k SET state = 'gone'
 WHERE k.state <> 'gone'
   AND k.move_id IN (SELECT move_id FROM stg_left_move
                     UNION ALL
                     SELECT o.move_id FROM stg_nf n JOIN ciclo_nf o ON o.numero_nf = n.numero_nf AND o.move_id <> n.move_id)
   AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.move_id = k.move_id)
