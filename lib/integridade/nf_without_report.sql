-- ERRO: every NF of this cycle has its report row, with the sum of its rows' values (to the cent). Compared as double
-- precision, which the report's columns are: cast to numeric, they would lose the 16th digit. Returns count and up to
-- five examples. Reads only.
WITH wrong AS (
    SELECT s.numero_nf FROM stg_stored_nf s
      LEFT JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r WHERE r.numero_nf = s.numero_nf OFFSET 0) r ON true
     WHERE r.id IS NULL OR abs(coalesce(r.valor_total, 0) - s.valor::float8) >= 0.005
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
