-- In a cycle of a selection: the remembered NFs of its pedidos and numbers that were not read yet, inside the filters or
-- outside. One column: ids.
WITH number AS (
    SELECT unnest(c.nfs) AS numero_nf FROM stg_ciclo c
    UNION
    SELECT f.numero_nf FROM stg_ciclo c CROSS JOIN LATERAL unnest(c.scope) s (name)
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.origem = s.name OFFSET 0) f
)
SELECT k.move_id FROM number n JOIN stg_known_nf k ON k.numero_nf = n.numero_nf
 WHERE k.state <> 'gone' AND NOT EXISTS (SELECT 1 FROM stg_move m WHERE m.id = k.move_id)
   AND NOT EXISTS (SELECT 1 FROM stg_outside_move o WHERE o.id = k.move_id)
 ORDER BY k.move_id
