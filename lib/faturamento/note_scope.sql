-- In a cycle of a selection: it may write the pedidos of the NFs that it read, too: those that they name, and those that
-- their rows here name. Returns nothing. Safe to repeat.
UPDATE stg_ciclo c
   SET scope = ARRAY(SELECT unnest(c.scope)
                     UNION SELECT r.origem FROM stg_nf_row r WHERE r.origem IS NOT NULL
                     UNION SELECT f.origem
                             FROM (SELECT numero_nf FROM stg_nf UNION SELECT numero_nf FROM stg_nf_gone) n
                            CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f
                                                 WHERE f.numero_nf = n.numero_nf AND f.origem IS NOT NULL OFFSET 0) f)
