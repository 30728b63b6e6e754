-- More invoiced than ordered is an open inconsistency FATURAMENTO_EXCEDE_SALDO, one a pedido and product, which names
-- the last NF; it follows the numbers, and is resolved when the saldo is no longer negative. What a person resolved is
-- not opened again with the same excess. Pedidos typed into the application are left alone. To be run after the saldos
-- are computed. Locks the rows that it changes. Returns counts. Safe to repeat.
WITH negative AS (
    SELECT p.num_pedido, p.cod_produto, p.qtd_produto_pedido AS saldo_disponivel, -p.qtd_saldo_produto_pedido AS qtd_excesso
      FROM carteira_principal p CROSS JOIN stg_ciclo c
     WHERE p.qtd_saldo_produto_pedido < 0 AND p.num_pedido LIKE ANY (c.pedido_patterns)
),
excess AS (
    SELECT n.*, f.numero_nf, f.qtd_faturada
      FROM negative n
      JOIN LATERAL (
            SELECT (array_agg(f.numero_nf ORDER BY f.data_fatura DESC, f.id DESC))[1] AS numero_nf,
                   sum(f.qtd_produto_faturado) AS qtd_faturada
              FROM faturamento_produto f
             WHERE f.origem = n.num_pedido AND f.cod_produto = n.cod_produto AND f.status_nf <> 'Cancelado'
           ) f ON f.numero_nf IS NOT NULL
),
known AS (
    SELECT i.* FROM inconsistencia_faturamento i CROSS JOIN stg_ciclo c
     WHERE i.tipo = 'FATURAMENTO_EXCEDE_SALDO' AND i.num_pedido LIKE ANY (c.pedido_patterns)
),
open AS (  -- should there be several, the oldest is kept up to date
    SELECT DISTINCT ON (num_pedido, cod_produto) id, num_pedido, cod_produto FROM known
     WHERE resolvida IS NOT TRUE ORDER BY num_pedido, cod_produto, id
),
still AS (  -- the row was deleted while it was negative: what was ordered of it stands in the inconsistency
    SELECT k.id FROM known k JOIN faturamento_produto f ON f.origem = k.num_pedido AND f.cod_produto = k.cod_produto
     WHERE k.resolvida IS NOT TRUE AND f.status_nf <> 'Cancelado'
       AND NOT EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = k.num_pedido AND p.cod_produto = k.cod_produto)
     GROUP BY k.id, k.saldo_disponivel HAVING sum(f.qtd_produto_faturado) > k.saldo_disponivel
),
updated AS (
    UPDATE inconsistencia_faturamento i
       SET numero_nf = e.numero_nf, qtd_faturada = e.qtd_faturada, saldo_disponivel = e.saldo_disponivel,
           qtd_excesso = e.qtd_excesso
      FROM open o JOIN excess e ON e.num_pedido = o.num_pedido AND e.cod_produto = o.cod_produto
     WHERE i.id = o.id
       AND (i.numero_nf, i.qtd_faturada, i.saldo_disponivel, i.qtd_excesso)
           IS DISTINCT FROM (e.numero_nf, e.qtd_faturada, e.saldo_disponivel, e.qtd_excesso)
    RETURNING 1
),
resolved AS (
    UPDATE inconsistencia_faturamento i
       SET resolvida = true, resolvida_em = now() AT TIME ZONE c.time_zone, resolvida_por = c.author,
           acao_tomada = 'SALDO_NORMALIZADO'
      FROM known k CROSS JOIN stg_ciclo c
     WHERE i.id = k.id AND k.resolvida IS NOT TRUE
       AND NOT EXISTS (SELECT 1 FROM negative n WHERE n.num_pedido = k.num_pedido AND n.cod_produto = k.cod_produto)
       AND NOT EXISTS (SELECT 1 FROM still s WHERE s.id = k.id)
    RETURNING 1
),
opened AS (
    INSERT INTO inconsistencia_faturamento (tipo, numero_nf, num_pedido, cod_produto, qtd_faturada, saldo_disponivel,
                                            qtd_excesso, resolvida, detectada_em)
    SELECT 'FATURAMENTO_EXCEDE_SALDO', e.numero_nf, e.num_pedido, e.cod_produto, e.qtd_faturada, e.saldo_disponivel,
           e.qtd_excesso, false, now() AT TIME ZONE c.time_zone
      FROM excess e CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM known k
                        WHERE k.num_pedido = e.num_pedido AND k.cod_produto = e.cod_produto
                          AND (k.resolvida IS NOT TRUE
                               OR (k.resolvida_por IS DISTINCT FROM c.author AND k.qtd_excesso = e.qtd_excesso)))
     ORDER BY e.num_pedido, e.cod_produto
    RETURNING 1
)
SELECT (SELECT count(*) FROM opened) AS excess_opened, (SELECT count(*) FROM updated) AS excess_updated,
       (SELECT count(*) FROM resolved) AS excess_resolved
