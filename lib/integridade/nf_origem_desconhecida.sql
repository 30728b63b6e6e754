-- AVISO: NFs that are not cancelled and whose origem is a pedido of Odoo's that the carteira does not know. Left out are
-- NFs that were here when the carteira was first brought up to date: a first load takes open pedidos only, so those of
-- that time may be wholly invoiced; so are other issuers' NFs. A pedido whose rows --removal=delete took is known, and
-- one that --pedidos-since keeps out is no fault. $1 boolean: NFs of all times, else those of the last 60 days. Returns count
-- and up to five examples. Reads only.
WITH first_run AS (
    SELECT min(e.finished_at) AT TIME ZONE c.time_zone AS at FROM ciclo_etapa e CROSS JOIN stg_ciclo c
     WHERE e.stage = 'carteira' AND e.outcome = 'ok' AND e.read_to IS NOT NULL AND e.execution <> c.execution
     GROUP BY c.time_zone
),
young AS (
    SELECT DISTINCT f.numero_nf, f.origem FROM faturamento_produto f CROSS JOIN stg_ciclo c CROSS JOIN first_run r
     WHERE f.status_nf <> 'Cancelado' AND f.origem LIKE ANY (c.pedido_patterns) AND f.created_at > r.at
       AND ($1::boolean OR f.data_fatura >= current_date - 60)
),
wrong AS (
    SELECT * FROM young f
     WHERE NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = f.numero_nf OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = f.origem OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM ciclo_pedido k
                        WHERE k.num_pedido = f.origem AND k.lines_deleted_at IS NOT NULL OFFSET 0)
       AND NOT EXISTS (SELECT 1 FROM ciclo_nf k CROSS JOIN stg_ciclo c
                        WHERE k.numero_nf = f.numero_nf AND k.pedido_created_at < c.pedidos_since OFFSET 0)
)
SELECT count(DISTINCT numero_nf) AS count,
       array_to_string((array_agg('NF ' || numero_nf || ' pedido ' || origem ORDER BY numero_nf, origem))[1:5], ', ')
           AS examples
  FROM wrong
