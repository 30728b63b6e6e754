-- Writes one event for each pedido that the carteira entered, cancelled or changed in quantity, saldo, price, date or status,
-- with what its rows say now; none for a pedido that the application held and that is read for the first time. In the
-- stage's first good run of a whole cycle one primeira_carga instead. Returns the count. Not safe to repeat in a transaction.
WITH first AS (
    SELECT is_first FROM stg_first_run WHERE stage = 'carteira'
),
changed AS (
    SELECT b.num_pedido, p.qtd_produto_pedido IS DISTINCT FROM b.old_qtd AS quantidade,
           p.qtd_saldo_produto_pedido IS DISTINCT FROM b.old_saldo AS saldo,
           p.preco_produto_pedido IS DISTINCT FROM b.old_preco AS preco,
           (p.data_atual_pedido, p.data_entrega_pedido) IS DISTINCT FROM (b.old_data_atual, b.old_data_entrega) AS data,
           p.status_pedido IS DISTINCT FROM b.old_status AS status, false AS is_new
      FROM stg_differing_row b
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.id = b.id OFFSET 0) p
     WHERE NOT (SELECT is_first FROM first)
    UNION ALL
    SELECT num_pedido, qtd <> old_qtd, saldo <> old_saldo, false, false, false, false FROM stg_recomputed_row
     WHERE NOT (SELECT is_first FROM first)
    UNION ALL
    SELECT num_pedido, true, true, true, true, true, entered_as_new FROM stg_saldo_changed
     WHERE entered_as_new IS NOT NULL AND NOT (SELECT is_first FROM first)
),
happened AS (
    SELECT c.num_pedido,
           CASE WHEN bool_or(h.cancelled AND c.status) THEN 'pedido_cancelado' WHEN bool_or(c.is_new) THEN 'pedido_novo'
                ELSE 'pedido_alterado' END AS kind,
           array_remove(ARRAY[CASE WHEN bool_or(c.quantidade) THEN 'quantidade' END, CASE WHEN bool_or(c.saldo) THEN 'saldo' END,
                              CASE WHEN bool_or(c.preco) THEN 'preco' END, CASE WHEN bool_or(c.data) THEN 'data' END,
                              CASE WHEN bool_or(c.status) THEN 'status' END], NULL) AS mudou
      FROM changed c
      LEFT JOIN stg_pedido h ON h.num_pedido = c.num_pedido
     WHERE (c.quantidade OR c.saldo OR c.preco OR c.data OR c.status) AND (h.remembered IS NOT FALSE OR c.is_new)
     GROUP BY c.num_pedido
),
described AS (
    SELECT h.kind, h.num_pedido AS key,
           jsonb_build_object('status_pedido', max(p.status_pedido), 'cnpj_cpf', max(p.cnpj_cpf),
                              'data_entrega_pedido', max(p.data_entrega_pedido),
                              'valor_saldo', coalesce(round(sum(p.qtd_saldo_produto_pedido * p.preco_produto_pedido)
                                                            FILTER (WHERE p.ativo IS NOT FALSE), 2), 0))
           || CASE WHEN h.kind = 'pedido_alterado' THEN jsonb_build_object('mudou', h.mudou) ELSE '{}' END AS payload
      FROM happened h
     CROSS JOIN LATERAL (SELECT * FROM carteira_principal p WHERE p.num_pedido = h.num_pedido OFFSET 0) p
     GROUP BY h.num_pedido, h.kind, h.mudou
    UNION ALL
    SELECT 'primeira_carga', 'carteira', jsonb_build_object('pedidos', (SELECT count(*) FROM stg_pedido))
      FROM first WHERE is_first
),
emitted AS (
    INSERT INTO ciclo_evento (kind, key, execution, emitted_at, payload)
    SELECT d.kind, d.key, c.execution, now(), d.payload FROM described d CROSS JOIN stg_ciclo c
     ORDER BY d.key
    RETURNING 1
)
SELECT count(*) AS events FROM emitted
