-- Pedidos that people split into several lots, which are left alone, and whose open lots hold more than the saldo: AVISO
-- LOTES_EXCEDEM_SALDO with the excess, in every cycle until people correct it. After the other statements of
-- recomposition; not of a pedido that is gone. Returns nothing. Not safe to repeat in a transaction.
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
)
INSERT INTO stg_notice (kind, subject, detail)
SELECT 'LOTES_EXCEDEM_SALDO', e.num_pedido,
       'excesso ' || string_agg(regexp_replace(e.qtd::text, '[.]?0+$', '') || ' de ' || e.cod_produto, ', '
                                ORDER BY e.cod_produto)
  FROM excess e
 GROUP BY e.num_pedido
HAVING EXISTS (SELECT 1 FROM stg_followed f WHERE f.num_pedido = e.num_pedido OFFSET 0)
 ORDER BY e.num_pedido
