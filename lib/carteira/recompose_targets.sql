-- The pedidos whose open separações have to be looked at: what they hold may be more than the saldo now, or a 'total' lot
-- may have to follow. Those with a changed saldo or price (stg_saldo_changed), those whose NFs changed (one that has found
-- its lot at last), and those that are cancelled; not one that is gone. Locks their open separações, in the order of their ids, so that
-- what is decided next stays true until the end of the transaction. A pedido
-- whose separações stay as they are, because an NF of it is in SEM_LOTE, is an AVISO. Returns counts. Not safe to repeat in
-- a transaction.
WITH changed AS (
    SELECT num_pedido FROM stg_saldo_changed
    UNION SELECT num_pedido FROM ciclo_recalculo
    UNION SELECT num_pedido FROM stg_pedido WHERE cancelled
),
locked AS (
    SELECT s.id, s.num_pedido FROM separacao s
     WHERE s.id IN (SELECT o.id FROM stg_open_separacao o JOIN changed c ON c.num_pedido = o.num_pedido)
       AND s.num_pedido IN (SELECT num_pedido FROM stg_known_pedido) AND s.num_pedido IN (SELECT num_pedido FROM stg_followed)
     ORDER BY s.id FOR UPDATE
),
target AS (
    INSERT INTO stg_recompose (num_pedido, ended, waits_for_lot)
    SELECT num_pedido,
           EXISTS (SELECT 1 FROM stg_pedido h WHERE h.num_pedido = l.num_pedido AND h.cancelled),
           EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.origem = l.num_pedido AND f.status_nf = 'SEM_LOTE')
      FROM (SELECT DISTINCT num_pedido FROM locked) l
    RETURNING num_pedido, ended, waits_for_lot
),
told AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'SEPARACAO_ESPERA_LOTE', t.num_pedido,
           (SELECT 'NF ' || min(f.numero_nf) || ' SEM_LOTE' FROM faturamento_produto f
             WHERE f.origem = t.num_pedido AND f.status_nf = 'SEM_LOTE')
      FROM target t WHERE t.waits_for_lot AND NOT t.ended
)
SELECT (SELECT count(*) FROM locked) AS separacoes_open,
       count(*) FILTER (WHERE waits_for_lot AND NOT ended) AS pedidos_waiting_for_lot
  FROM target
