-- The pedidos whose open separações have to be looked at: what they hold may be more than the saldo now, or a 'total' lot
-- may have to follow. Those with a changed saldo or price (stg_saldo_changed), those whose NFs changed (one that has found
-- its lot at last), and those that are cancelled; not one that is gone. After recompose_lock.sql. A pedido whose separações
-- stay as they are, because an NF of it is in SEM_LOTE, is an AVISO. Returns the count of those. Not safe to repeat in a
-- transaction.
WITH target AS (
    INSERT INTO stg_recompose (num_pedido, ended, waits_for_lot)
    SELECT num_pedido,
           EXISTS (SELECT 1 FROM stg_pedido h WHERE h.num_pedido = l.num_pedido AND h.cancelled),
           EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.origem = l.num_pedido AND f.status_nf = 'SEM_LOTE' OFFSET 0)
      FROM stg_recompose_candidate l
     WHERE EXISTS (SELECT 1 FROM stg_open_separacao o WHERE o.num_pedido = l.num_pedido OFFSET 0)
    RETURNING num_pedido, ended, waits_for_lot
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'SEPARACAO_ESPERA_LOTE', t.num_pedido,
           (SELECT 'NF ' || min(f.numero_nf) || ' SEM_LOTE'
              FROM (SELECT * FROM faturamento_produto f WHERE f.origem = t.num_pedido AND f.status_nf = 'SEM_LOTE' OFFSET 0) f)
      FROM target t WHERE t.waits_for_lot AND NOT t.ended
)
SELECT count(*) FILTER (WHERE waits_for_lot AND NOT ended) AS pedidos_waiting_for_lot FROM target
