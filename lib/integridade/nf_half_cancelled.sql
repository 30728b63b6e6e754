-- ERRO: no NF has both cancelled and other rows. Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT numero_nf FROM faturamento_produto GROUP BY numero_nf
    HAVING bool_or(status_nf = 'Cancelado') AND NOT bool_and(status_nf = 'Cancelado')
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
