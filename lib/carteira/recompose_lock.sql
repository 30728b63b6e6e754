-- Locks the open separações of the pedidos that recompose_targets.sql looks at, in the order of their ids, so that what is
-- decided next stays true until the end of the transaction. Returns their count. Safe to repeat.
SELECT count(*) AS separacoes_open
  FROM (SELECT s.id FROM separacao s CROSS JOIN stg_ciclo c
         WHERE s.num_pedido = ANY (ARRAY(SELECT num_pedido FROM stg_recompose_candidate))
           AND s.sincronizado_nf IS NOT TRUE AND (s.numero_nf IS NULL OR s.numero_nf = '')
           AND s.status IN ('PREVISAO', 'ABERTO', 'COTADO') AND s.num_pedido LIKE ANY (c.pedido_patterns)
         ORDER BY s.id FOR UPDATE OF s) l
