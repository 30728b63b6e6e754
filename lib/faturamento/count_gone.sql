-- How many NFs that still count here would be cancelled because they are gone, of how many that this cycle looked at, with
-- up to five examples: for the fuse. Reads only.
WITH gone AS (
    SELECT g.numero_nf, g.kind FROM stg_nf_gone g
     WHERE EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = g.numero_nf AND f.status_nf <> 'Cancelado'
                    OFFSET 0)
)
SELECT count(*) AS gone, count(*) + (SELECT count(*) FROM stg_nf) AS looked_at,
       array_to_string((array_agg('NF ' || numero_nf || ' ' || kind ORDER BY numero_nf))[1:5], ', ') AS examples
  FROM gone
