-- A remembered NF that no longer has its number, or lost it to an NF that is staged, is remembered as gone: its age
-- stays known if it comes back, and whether this program cancelled its rows. Before remember.sql in the same transaction.
-- Returns nothing. Safe to repeat.
UPDATE ciclo_nf k
   SET state = 'gone', report_ativo = NULL,
       status_nf = CASE WHEN EXISTS (SELECT 1 FROM stg_nf_touched t WHERE t.numero_nf = k.numero_nf) THEN 'Cancelado'
                        ELSE k.status_nf END
 WHERE k.state <> 'gone'
   AND k.move_id IN (SELECT move_id FROM stg_left_move
                     UNION ALL
                     SELECT o.move_id FROM stg_nf n JOIN ciclo_nf o ON o.numero_nf = n.numero_nf AND o.move_id <> n.move_id)
   AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.move_id = k.move_id)
