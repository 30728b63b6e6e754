-- NFs inside the filters whose number another NF, just read, has too, and that are not read yet: remembered ones, and those
-- that Odoo was asked for because nobody knows whose number it is (unknown_numbers.sql). Who has it is decided by what
-- all of them are today. One column: ids.
SELECT k.move_id FROM stg_move m JOIN stg_known_nf k ON k.numero_nf = btrim(m.numero_nf)
 WHERE k.move_id <> m.id AND k.state <> 'gone' AND NOT EXISTS (SELECT 1 FROM stg_move s WHERE s.id = k.move_id)
 UNION
SELECT o.id FROM stg_move m JOIN stg_outside_move o ON btrim(o.numero_nf) = btrim(m.numero_nf) CROSS JOIN stg_ciclo c
 WHERE o.move_type = 'out_invoice' AND o.tipo_pedido = ANY (c.tipos)
   AND (o.company_id IS NULL OR o.company_id <> ALL (c.excluded_companies))
   AND NOT EXISTS (SELECT 1 FROM stg_move s WHERE s.id = o.id)
 ORDER BY 1
