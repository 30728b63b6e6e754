-- Pedidos that people split into several lots, which are left alone, and whose open lots hold more than the saldo: AVISO
-- LOTES_EXCEDEM_SALDO with the excess, in every cycle until people correct it, and an event when it changes
-- (ciclo_pedido.lots_excess), not in the stage's first good run of a whole cycle. After the other statements of recomposition
-- and remember.sql; not of a pedido that is gone. Returns the count of events. Not safe to repeat in a transaction.
WITH split AS (
    SELECT o.num_pedido FROM stg_open_separacao o WHERE o.qtd > 0
     GROUP BY o.num_pedido HAVING count(DISTINCT coalesce(o.separacao_lote_id, '')) > 1
),
held AS (
    SELECT o.num_pedido, o.cod_produto, sum(o.qtd) AS qtd FROM stg_open_separacao o
     WHERE o.num_pedido = ANY (ARRAY(SELECT num_pedido FROM split)) AND o.qtd > 0 AND o.cod_produto IS NOT NULL
     GROUP BY o.num_pedido, o.cod_produto
),
excess AS (
    SELECT h.num_pedido, h.cod_produto, h.qtd - coalesce(p.saldo, 0) AS qtd
      FROM held h
      LEFT JOIN LATERAL (
            SELECT CASE WHEN p.ativo IS FALSE THEN 0 ELSE greatest(p.qtd_saldo_produto_pedido, 0) END AS saldo
              FROM carteira_principal p WHERE p.num_pedido = h.num_pedido AND p.cod_produto = h.cod_produto OFFSET 0
           ) p ON true
     WHERE h.qtd > coalesce(p.saldo, 0)
),
told AS (
    SELECT e.num_pedido, jsonb_object_agg(e.cod_produto, e.qtd) AS excesso,
           'excesso ' || string_agg(regexp_replace(e.qtd::text, '[.]?0+$', '') || ' de ' || e.cod_produto, ', '
                                    ORDER BY e.cod_produto) AS detail
      FROM excess e
     GROUP BY e.num_pedido
    HAVING EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = e.num_pedido OFFSET 0)
),
over AS (  -- what no longer exceeds
    SELECT k.num_pedido FROM ciclo_pedido k
     WHERE k.lots_excess IS NOT NULL
       AND (k.num_pedido IN (SELECT t.num_pedido FROM told t)) IS NOT TRUE
       AND EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = k.num_pedido OFFSET 0)
),
changed AS (
    UPDATE ciclo_pedido k SET lots_excess = n.excesso
      FROM (SELECT num_pedido, excesso FROM told UNION ALL SELECT num_pedido, NULL FROM over) n
     WHERE k.num_pedido = n.num_pedido AND k.lots_excess IS DISTINCT FROM n.excesso
       AND k.num_pedido = ANY (ARRAY(SELECT num_pedido FROM told UNION ALL SELECT num_pedido FROM over))
    RETURNING k.num_pedido, k.lots_excess
),
emitted AS (
    INSERT INTO ciclo_evento (kind, key, execution, emitted_at, payload)
    SELECT 'lotes_excedem_saldo', d.num_pedido, c.execution, now(),
           jsonb_build_object('excesso', coalesce(d.lots_excess, '{}'))
      FROM changed d CROSS JOIN stg_ciclo c
     WHERE NOT EXISTS (SELECT 1 FROM stg_first_run r WHERE r.stage = 'carteira' AND r.is_first)
     ORDER BY d.num_pedido
    RETURNING 1
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LOTES_EXCEDEM_SALDO', num_pedido, detail FROM told ORDER BY num_pedido
)
SELECT count(*) AS events FROM emitted
