-- Numbers of NFs just read under which the application holds an NF that nobody remembers: which of Odoo's NFs that is has
-- yet to be found out. Each with the ids of the account.moves that are staged with it. Two columns: number, id; ordered by
-- number. Reads only.
WITH unknown AS (
    SELECT DISTINCT btrim(m.numero_nf) AS numero FROM stg_move m
     WHERE btrim(m.numero_nf) <> ''
       AND NOT EXISTS (SELECT 1 FROM stg_known_nf k WHERE k.numero_nf = btrim(m.numero_nf) AND k.state <> 'gone')
       AND EXISTS (SELECT 1 FROM stg_held_nf h WHERE h.numero_nf = btrim(m.numero_nf) OFFSET 0)
)
SELECT u.numero, m.id FROM unknown u JOIN stg_move m ON btrim(m.numero_nf) = u.numero
UNION
SELECT u.numero, o.id FROM unknown u JOIN stg_outside_move o ON btrim(o.numero_nf) = u.numero
 ORDER BY 1, 2
