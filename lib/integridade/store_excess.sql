-- More invoiced than ordered (collect_excess.sql) is an open inconsistency FATURAMENTO_EXCEDE_SALDO, one a pedido and
-- product, which names the last NF; it follows the numbers, and is resolved when the saldo is no longer negative. What
-- a person resolved is not opened again with the same excess, also where it was deleted since (ciclo_inconsistencia).
-- Locks the rows that it changes, in the order of their ids. Returns counts. Safe to repeat.
WITH known AS (
    SELECT i.* FROM inconsistencia_faturamento i CROSS JOIN stg_ciclo c
     WHERE i.tipo = 'FATURAMENTO_EXCEDE_SALDO' AND i.num_pedido LIKE ANY (c.pedido_patterns)
       AND (c.scope IS NULL OR i.num_pedido = ANY (c.scope))
),
open AS (  -- should there be several, the oldest is kept up to date
    SELECT DISTINCT ON (num_pedido, cod_produto) id FROM known
     WHERE resolvida IS NOT TRUE ORDER BY num_pedido, cod_produto, id
),
still AS (  -- the row left the backlog while it was negative: what was ordered of it stands in the inconsistency
    SELECT k.id FROM known k
     CROSS JOIN LATERAL (SELECT sum(f.qtd_produto_faturado) AS qtd FROM faturamento_produto f
                          WHERE f.origem = k.num_pedido AND f.cod_produto = k.cod_produto AND f.status_nf <> 'Cancelado') f
     WHERE k.resolvida IS NOT TRUE AND f.qtd > k.saldo_disponivel
       AND NOT EXISTS (SELECT 1 FROM carteira_principal p
                        WHERE p.num_pedido = k.num_pedido AND p.cod_produto = k.cod_produto AND p.ativo IS NOT FALSE OFFSET 0)
),
settled AS (
    SELECT k.id FROM known k
     WHERE k.resolvida IS NOT TRUE
       AND NOT EXISTS (SELECT 1 FROM stg_excess n WHERE n.num_pedido = k.num_pedido AND n.cod_produto = k.cod_produto)
       AND NOT EXISTS (SELECT 1 FROM still s WHERE s.id = k.id)
),
locked AS (
    SELECT i.id, e.num_pedido IS NULL AS settled
      FROM inconsistencia_faturamento i
      LEFT JOIN stg_excess e ON e.num_pedido = i.num_pedido AND e.cod_produto = i.cod_produto
     WHERE i.resolvida IS NOT TRUE
       AND (i.id = ANY (ARRAY(SELECT id FROM settled))
            OR i.id = ANY (ARRAY(SELECT id FROM open))
               AND e.numero_nf IS NOT NULL
               AND (i.numero_nf, i.qtd_faturada, i.saldo_disponivel, i.qtd_excesso)
                   IS DISTINCT FROM (e.numero_nf, e.qtd_faturada, e.saldo_disponivel, e.qtd_excesso))
     ORDER BY i.id FOR NO KEY UPDATE OF i
),
updated AS (
    UPDATE inconsistencia_faturamento i
       SET numero_nf = e.numero_nf, qtd_faturada = e.qtd_faturada, saldo_disponivel = e.saldo_disponivel,
           qtd_excesso = e.qtd_excesso
      FROM stg_excess e
     WHERE i.id = ANY (ARRAY(SELECT id FROM locked WHERE NOT settled))
       AND e.num_pedido = i.num_pedido AND e.cod_produto = i.cod_produto
    RETURNING i.num_pedido, i.cod_produto, i.qtd_excesso
),
resolved AS (
    UPDATE inconsistencia_faturamento i
       SET resolvida = true, resolvida_em = now() AT TIME ZONE c.time_zone, resolvida_por = c.author,
           acao_tomada = 'SALDO_NORMALIZADO'
      FROM stg_ciclo c
     WHERE i.id = ANY (ARRAY(SELECT id FROM locked WHERE settled))
    RETURNING i.tipo, i.num_pedido, i.cod_produto
),
forgotten AS (
    DELETE FROM ciclo_inconsistencia k USING resolved r
     WHERE k.tipo = r.tipo AND k.numero_nf = '' AND k.num_pedido = coalesce(r.num_pedido, '') AND k.cod_produto = r.cod_produto
),
missing AS MATERIALIZED (
    SELECT e.*, now() AT TIME ZONE c.time_zone AS detectada_em
      FROM stg_excess e CROSS JOIN stg_ciclo c
     WHERE e.numero_nf IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM known k
                        WHERE k.num_pedido = e.num_pedido AND k.cod_produto = e.cod_produto
                          AND (k.resolvida IS NOT TRUE
                               OR (k.resolvida_por IS DISTINCT FROM c.author AND k.qtd_excesso = e.qtd_excesso)))
       AND NOT EXISTS (SELECT 1 FROM ciclo_inconsistencia k
                        WHERE k.tipo = 'FATURAMENTO_EXCEDE_SALDO' AND k.numero_nf = '' AND k.num_pedido = e.num_pedido
                          AND k.cod_produto = e.cod_produto AND k.qtd_excesso = e.qtd_excesso)
),
opened AS (
    INSERT INTO inconsistencia_faturamento (tipo, numero_nf, num_pedido, cod_produto, qtd_faturada, saldo_disponivel,
                                            qtd_excesso, resolvida, detectada_em)
    SELECT 'FATURAMENTO_EXCEDE_SALDO', e.numero_nf, e.num_pedido, e.cod_produto, e.qtd_faturada, e.saldo_disponivel,
           e.qtd_excesso, false, e.detectada_em
      FROM missing e ORDER BY e.num_pedido, e.cod_produto
    RETURNING num_pedido, cod_produto, qtd_excesso
),
remembered AS (
    INSERT INTO ciclo_inconsistencia AS k (tipo, numero_nf, num_pedido, cod_produto, qtd_excesso, opened_at)
    SELECT 'FATURAMENTO_EXCEDE_SALDO', '', n.num_pedido, n.cod_produto, max(n.qtd_excesso), now()
      FROM (SELECT * FROM opened UNION ALL SELECT * FROM updated) n GROUP BY n.num_pedido, n.cod_produto
        ON CONFLICT (numero_nf, num_pedido, cod_produto, tipo)
        DO UPDATE SET qtd_excesso = excluded.qtd_excesso, opened_at = excluded.opened_at
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'inconsistencia_faturamento', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) + (SELECT count(*) FROM missing) AS sent,
                   (SELECT count(*) FROM updated) + (SELECT count(*) FROM resolved) + (SELECT count(*) FROM opened) AS written) n
     WHERE n.written < n.sent
)
SELECT (SELECT count(*) FROM opened) AS excess_opened, (SELECT count(*) FROM updated) AS excess_updated,
       (SELECT count(*) FROM resolved) AS excess_resolved
