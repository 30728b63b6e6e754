-- The NFs that linking looks at: posted, no history, and not complete. Complete is an NF whose every product has left
-- the stock in the right quantity and with a lot. Looked at are those read in this cycle; those that wait for a lot
-- (SEM_LOTE) while a shipment item of their pedido with a free lot, or one that names them, is there; and those whose
-- shipment item bears an error. NFs stored as history move no stock; one that was cancelled and is active again gets
-- back what the cancellation took. Returns how many. Not safe to repeat in a transaction.
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
),
waiting AS (
    SELECT p.numero_nf FROM pending p JOIN stg_active_item i ON i.pedido = p.origem
     WHERE i.lote IS NOT NULL AND i.nota_fiscal IS NULL
    UNION
    SELECT p.numero_nf FROM pending p JOIN stg_active_item i ON i.nota_fiscal = p.numero_nf AND i.pedido = p.origem
    UNION
    SELECT p.numero_nf FROM pending p JOIN separacao s ON s.numero_nf = p.numero_nf AND s.num_pedido = p.origem
),
faulty AS (
    SELECT DISTINCT i.nota_fiscal AS numero_nf FROM stg_active_item i JOIN ciclo_nf k ON k.numero_nf = i.nota_fiscal
     WHERE i.erro_validacao IS NOT NULL AND k.state = 'posted' AND k.historic IS FALSE
       AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = i.nota_fiscal AND f.origem = i.pedido)
),
candidate AS (
    SELECT numero_nf FROM read UNION SELECT numero_nf FROM waiting UNION SELECT numero_nf FROM faulty
),
invoiced AS (
    SELECT DISTINCT ON (f.numero_nf, coalesce(f.origem, ''), f.cod_produto)
           f.numero_nf, coalesce(f.origem, '') AS pedido, f.cod_produto, f.qtd_produto_faturado AS qtd, f.status_nf
      FROM faturamento_produto f JOIN candidate c ON c.numero_nf = f.numero_nf
     WHERE f.status_nf IN ('Lançado', 'SEM_LOTE')
     ORDER BY f.numero_nf, coalesce(f.origem, ''), f.cod_produto, f.id
),
moved AS (
    SELECT m.numero_nf, m.pedido, m.cod_produto, sum(m.qtd) AS qtd, bool_and(m.lote IS NOT NULL) AS has_lot
      FROM stg_nf_movement m JOIN candidate c ON c.numero_nf = m.numero_nf
     WHERE m.ativo GROUP BY m.numero_nf, m.pedido, m.cod_produto
),
incomplete AS (
    SELECT i.numero_nf FROM invoiced i
      LEFT JOIN moved m ON m.numero_nf = i.numero_nf AND m.pedido = i.pedido AND m.cod_produto = i.cod_produto
     WHERE m.qtd IS DISTINCT FROM -i.qtd OR m.has_lot = (i.status_nf = 'SEM_LOTE')
    UNION
    SELECT m.numero_nf FROM moved m JOIN read r ON r.numero_nf = m.numero_nf
     WHERE NOT EXISTS (SELECT 1 FROM invoiced i
                        WHERE i.numero_nf = m.numero_nf AND i.pedido = m.pedido AND i.cod_produto = m.cod_produto)
    UNION
    SELECT numero_nf FROM waiting
    UNION
    SELECT numero_nf FROM faulty
),
pedido AS (
    SELECT DISTINCT i.numero_nf, i.pedido FROM invoiced i JOIN incomplete USING (numero_nf)
),
stored AS (
    INSERT INTO stg_link_target (place, numero_nf, pedido)
    SELECT row_number() OVER (ORDER BY CASE WHEN numero_nf ~ '^[0-9]+$' THEN numero_nf::numeric END NULLS LAST, numero_nf, pedido),
           numero_nf, pedido
      FROM pedido
    RETURNING numero_nf
)
SELECT count(DISTINCT numero_nf) AS nfs_to_link FROM stored
