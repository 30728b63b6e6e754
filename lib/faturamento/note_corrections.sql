-- Notes and marks posted NFs that the application knows and whose products, quantities or values Odoo has changed since.
-- Duplicate rows alone are not a correction. Returns the count. Not safe to repeat in a transaction.
WITH known AS (
    SELECT numero_nf FROM stg_nf WHERE situation = 'conhecida' AND state = 'posted'
),
changed AS (
    SELECT r.numero_nf FROM stg_nf_row r JOIN known k ON k.numero_nf = r.numero_nf
      LEFT JOIN stg_nf_match m ON m.row_id = r.row_id
      LEFT JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.id = m.id OFFSET 0) f ON true
     WHERE f.id IS NULL OR (f.qtd_produto_faturado, f.valor_produto_faturado) IS DISTINCT FROM (r.qtd, r.valor)
    UNION
    SELECT k.numero_nf FROM known k
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = k.numero_nf OFFSET 0) f
     WHERE NOT EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.numero_nf = f.numero_nf AND r.cod_produto = f.cod_produto)
       AND EXISTS (SELECT 1 FROM stg_nf_row r WHERE r.numero_nf = f.numero_nf)
),
marked AS (
    UPDATE stg_nf n SET corrected = true FROM changed c WHERE c.numero_nf = n.numero_nf
),
noted AS (
    INSERT INTO stg_notice (kind, subject) SELECT 'NF_CORRIGIDA', numero_nf FROM changed RETURNING 1
)
SELECT count(*) AS corrected FROM noted
