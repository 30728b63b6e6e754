-- AVISO: NFs of this cycle whose report row has another weight than the sum of their rows (to the hundredth): people correct
-- weights. Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT s.numero_nf FROM stg_stored_nf s
     CROSS JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r WHERE r.numero_nf = s.numero_nf OFFSET 0) r
     WHERE abs(coalesce(r.peso_bruto, 0) - coalesce(s.peso, 0)::float8) >= 0.005
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
