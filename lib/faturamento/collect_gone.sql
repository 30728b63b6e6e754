-- The numbers that remembered NFs no longer have and that no other NF has instead, of another issuer neither: their
-- rows are to be cancelled, but for those that a credit note has reversed here.
-- Returns nothing. Not safe to repeat in a session.
INSERT INTO stg_nf_gone (numero_nf, move_id, kind, detail)
SELECT DISTINCT ON (l.numero_nf) l.numero_nf, l.move_id, l.kind, l.detail FROM stg_left_move l
 WHERE NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = l.numero_nf)
   AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf f WHERE f.numero_nf = l.numero_nf OFFSET 0)
   AND NOT EXISTS (SELECT 1 FROM stg_known_nf k
                    WHERE k.numero_nf = l.numero_nf AND k.move_id <> l.move_id AND k.state <> 'gone'
                      AND NOT EXISTS (SELECT 1 FROM stg_left_move o WHERE o.move_id = k.move_id))
   AND NOT EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.numero_nf = l.numero_nf AND (to_jsonb(f) ->> 'revertida')::boolean OFFSET 0)
 ORDER BY l.numero_nf, l.move_id
