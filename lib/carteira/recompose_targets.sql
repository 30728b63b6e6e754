-- The pedidos whose open separações have to be looked at: what they hold may be more than the saldo now, or a total lot
-- may have to follow. Those with a changed saldo or price (stg_saldo_changed), those whose NFs changed (one that has found
-- its lot at last), and those that are cancelled; not one that is gone, and where $1 (boolean) says that split pedidos are
-- left alone not one with several lots that hold something, unless it is cancelled. After recompose_lock.sql. A pedido
-- whose separações stay as they are, because an NF of it is in SEM_LOTE, is an AVISO. Returns counts of those that stay.
-- Not safe to repeat in a transaction.
WITH p (leaves_split) AS (VALUES ($1::boolean)),
looked_at AS (
    SELECT l.num_pedido, o.lots > 1 AS split,
           EXISTS (SELECT 1 FROM stg_pedido h WHERE h.num_pedido = l.num_pedido AND h.cancelled) AS ended,
           EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.origem = l.num_pedido AND f.status_nf = 'SEM_LOTE' OFFSET 0) AS waits_for_lot
      FROM stg_recompose_candidate l
     CROSS JOIN LATERAL (
            SELECT count(*) AS rows, count(DISTINCT coalesce(o.separacao_lote_id, '')) FILTER (WHERE o.qtd > 0) AS lots
              FROM (SELECT * FROM stg_open_separacao o WHERE o.num_pedido = l.num_pedido OFFSET 0) o) o
     WHERE o.rows > 0
),
target AS (
    INSERT INTO stg_recompose (num_pedido, ended, waits_for_lot)
    SELECT l.num_pedido, l.ended, l.waits_for_lot FROM looked_at l CROSS JOIN p
     WHERE l.ended OR NOT (l.split AND p.leaves_split)
),
noted AS (
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'SEPARACAO_ESPERA_LOTE', l.num_pedido,
           (SELECT 'NF ' || min(f.numero_nf) || ' SEM_LOTE'
              FROM (SELECT * FROM faturamento_produto f WHERE f.origem = l.num_pedido AND f.status_nf = 'SEM_LOTE' OFFSET 0) f)
      FROM looked_at l WHERE l.waits_for_lot AND NOT l.ended
)
SELECT count(*) FILTER (WHERE l.waits_for_lot AND NOT l.ended) AS pedidos_waiting_for_lot,
       count(*) FILTER (WHERE l.split AND p.leaves_split AND NOT l.ended) AS pedidos_left_split
  FROM looked_at l CROSS JOIN p
