-- AVISO: NFs that this cycle did not read and whose report row is missing or has other sums of value and weight. Other
-- issuers' are not ours. Returns count and up to five examples. Reads only.
WITH sums AS (
    SELECT f.numero_nf, sum(f.valor_produto_faturado) AS valor, sum(f.peso_total) AS peso FROM faturamento_produto f
     WHERE NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = f.numero_nf)
     GROUP BY f.numero_nf
),
wrong AS (
    SELECT s.numero_nf FROM sums s
      LEFT JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r WHERE r.numero_nf = s.numero_nf OFFSET 0) r ON true
     WHERE (r.id IS NULL OR abs(coalesce(r.valor_total, 0) - s.valor::float8) >= 0.005
            OR abs(coalesce(r.peso_bruto, 0) - coalesce(s.peso, 0)::float8) >= 0.005)
       AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = s.numero_nf OFFSET 0)
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
