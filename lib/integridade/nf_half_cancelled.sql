-- ERRO: no NF that this cycle read, or cancelled because it is gone, has both cancelled and other rows.
-- Returns count and up to five examples. Reads only.
WITH written AS (
    SELECT numero_nf FROM stg_nf UNION SELECT numero_nf FROM stg_nf_gone
),
wrong AS (
    SELECT w.numero_nf FROM written w
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = w.numero_nf OFFSET 0) f
     GROUP BY w.numero_nf
    HAVING bool_or(f.status_nf = 'Cancelado') AND NOT bool_and(f.status_nf = 'Cancelado')
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
