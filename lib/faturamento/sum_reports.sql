-- What the report row of every staged NF should say, from the rows as they now stand; report_id NULL where there is none.
-- The weight follows only where this stage wrote weights: people correct it. `ativo` follows cancellation and what undoes it,
-- a reset to draft too; what people took out, or cancelled, stays as it is. NFs without any row get none. Returns nothing.
-- Not safe to repeat in a transaction.
WITH sums AS (
    SELECT n.numero_nf, sum(f.valor_produto_faturado)::float8 AS valor_total, sum(f.peso_total)::float8 AS peso_bruto
      FROM stg_nf n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
     GROUP BY n.numero_nf
),
wanted AS (
    SELECT n.*, s.valor_total, left(n.invoice_origin, 50) AS origem, r.id AS report_id, r.ativo AS old_ativo,
           CASE WHEN r.peso_bruto IS NULL
                  OR EXISTS (SELECT 1 FROM stg_nf_touched t WHERE t.numero_nf = n.numero_nf AND t.weighs) THEN s.peso_bruto
                ELSE r.peso_bruto END AS peso_bruto,
           n.status_nf <> 'Cancelado' AS counts,
           CASE WHEN n.report_kept OR n.kept IS NOT NULL
                  OR EXISTS (SELECT 1 FROM ciclo_nf k  -- taken out since decisions were looked at
                              WHERE k.move_id = n.move_id AND k.numero_nf = n.numero_nf AND k.state <> 'gone'
                                AND k.report_ativo AND r.ativo IS FALSE) THEN r.ativo
                ELSE n.status_nf <> 'Cancelado' END AS new_ativo
      FROM stg_nf n JOIN sums s ON s.numero_nf = n.numero_nf
      LEFT JOIN LATERAL (SELECT * FROM relatorio_faturamento_importado r WHERE r.numero_nf = n.numero_nf OFFSET 0) r ON true
)
INSERT INTO stg_report (numero_nf, report_id, valor_total, peso_bruto, origem, counts, old_ativo, new_ativo)
SELECT numero_nf, report_id, valor_total, peso_bruto, origem, counts, old_ativo, new_ativo FROM wanted
