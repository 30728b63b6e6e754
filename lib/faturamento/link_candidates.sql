-- The NFs that linking may look at: posted and no history. Those read in this cycle; those that wait for a lot (SEM_LOTE)
-- while a shipment item of their pedido with a free lot, or one that names them, is there; and those whose shipment item
-- has an error. NFs stored as history move no stock; one that was cancelled and is active again gets back what the
-- cancellation took. Never NFs of another issuer, nor what people cancelled, excluded or took out of the reports.
-- Returns nothing. Not safe to repeat in a transaction.
WITH read AS (
    SELECT n.numero_nf FROM stg_nf n
     WHERE n.state = 'posted'
       AND (NOT n.historic
            OR (n.situation = 'reativada' OR n.corrected)
               AND EXISTS (SELECT 1 FROM stg_nf_movement m WHERE m.numero_nf = n.numero_nf))
),
pending AS MATERIALIZED (
    SELECT DISTINCT f.numero_nf, f.origem FROM faturamento_produto f CROSS JOIN stg_ciclo c
     WHERE f.status_nf = 'SEM_LOTE' AND f.origem LIKE ANY (c.pedido_patterns)  -- lots of others are never consumed
       AND (c.scope IS NULL OR f.origem = ANY (c.scope))
),
waiting AS (
    SELECT p.numero_nf FROM pending p JOIN stg_active_item i ON i.pedido = p.origem
     WHERE i.lote IS NOT NULL AND i.nota_fiscal IS NULL
    UNION
    SELECT p.numero_nf FROM pending p JOIN stg_active_item i ON i.pedido = p.origem
     WHERE pg_temp.nf_number(i.nota_fiscal) = pg_temp.nf_number(p.numero_nf)
    UNION
    SELECT p.numero_nf FROM pending p
     WHERE EXISTS (SELECT 1 FROM separacao s
                    WHERE s.num_pedido = p.origem AND pg_temp.nf_number(s.numero_nf) = pg_temp.nf_number(p.numero_nf) OFFSET 0)
),
faulty AS (
    SELECT DISTINCT i.nota_fiscal AS numero_nf FROM stg_active_item i CROSS JOIN stg_ciclo c JOIN ciclo_nf k ON k.numero_nf = i.nota_fiscal
     WHERE i.erro_validacao IS NOT NULL AND k.state = 'posted' AND k.historic IS FALSE
       AND (c.scope IS NULL OR i.pedido = ANY (c.scope))
       AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = i.nota_fiscal AND f.origem = i.pedido OFFSET 0)
)
INSERT INTO stg_link_candidate (numero_nf, read, waits)
SELECT numero_nf, bool_or(read), bool_or(waits)
  FROM (SELECT numero_nf, true AS read, false AS waits FROM read
        UNION ALL SELECT numero_nf, false, true FROM waiting
        UNION ALL SELECT numero_nf, false, true FROM faulty) c
 WHERE NOT EXISTS (SELECT 1 FROM stg_unlinked_nf u WHERE u.numero_nf = c.numero_nf OFFSET 0)
 GROUP BY numero_nf
