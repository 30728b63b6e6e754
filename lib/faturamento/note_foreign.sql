-- Reports NFs that another program has entered under the same number and for the same client: they are left alone. Returns
-- the count. Not safe to repeat in a transaction.
WITH noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'NF_DE_OUTRO_PROGRAMA', f.numero_nf, 'account.move ' || m.id
      FROM stg_selected_move s JOIN stg_move m ON m.id = s.id
     CROSS JOIN LATERAL (SELECT * FROM stg_foreign_nf f WHERE f.numero_nf = btrim(m.numero_nf) OFFSET 0) f
     WHERE NOT EXISTS (SELECT 1 FROM stg_reject r WHERE r.model = 'account.move' AND r.id = m.id)
    RETURNING 1
)
SELECT count(*) AS nfs_of_other_programs FROM noted
