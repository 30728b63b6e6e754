-- Locks the rows of the NFs to link that wait for a lot, in the order of their ids. Returns nothing that counts. Safe to
-- repeat.
SELECT count(*) FROM (SELECT f.id FROM faturamento_produto f
                       WHERE f.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_link_target)) AND f.status_nf = 'SEM_LOTE'
                       ORDER BY f.id FOR NO KEY UPDATE) locked
