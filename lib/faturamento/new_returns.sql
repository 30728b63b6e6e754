-- The credit notes that were read and that no earlier cycle reported. One column: ids.
SELECT r.id FROM stg_return r
 WHERE NOT EXISTS (SELECT 1 FROM ciclo_nf k WHERE k.move_id = r.reversed_entry_id AND r.id = ANY (k.credit_notes) OFFSET 0)
 ORDER BY r.id
