-- What the report row of every staged NF should say, from the rows as they now stand; report_id NULL where there is none.
-- `ativo` follows cancellation and what undoes it, a reset to draft too: a report that a person took out stays out. Unknown
-- NFs without any row get none. Returns nothing. Not safe to repeat in a transaction.
WITH sums AS (
    SELECT n.numero_nf, sum(f.valor_produto_faturado)::float8 AS valor_total, sum(f.peso_total)::float8 AS peso_bruto
      FROM stg_nf n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
     GROUP BY n.numero_nf
),
wanted AS (
    SELECT n.*, s.valor_total, s.peso_bruto, left(n.invoice_origin, 50) AS origem, r.id AS report_id,
           r.ativo AS old_ativo, n.status_nf <> 'Cancelado' AS counts,
           CASE WHEN n.status_nf = 'Cancelado' THEN false
                WHEN n.situation = 'reativada' OR r.inativado_por = c.author THEN true
                ELSE r.ativo END AS new_ativo
      FROM stg_nf n JOIN sums s ON s.numero_nf = n.numero_nf CROSS JOIN stg_ciclo c
      LEFT JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r WHERE r.numero_nf = n.numero_nf OFFSET 0) r ON true
)
INSERT INTO stg_report (numero_nf, report_id, valor_total, peso_bruto, origem, counts, old_ativo, new_ativo)
SELECT numero_nf, report_id, valor_total, peso_bruto, origem, counts, old_ativo, new_ativo FROM wanted
