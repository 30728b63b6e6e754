-- Locks the report rows of the NFs whose rows this stage wrote, in the order of their ids: people take reports out
-- meanwhile. Returns nothing that counts. Safe to repeat.
SELECT count(*) FROM (SELECT r.id FROM relatorio_faturamento_importado r
                       WHERE r.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_nf_touched))
                       ORDER BY r.id FOR NO KEY UPDATE) locked
