-- Remembers which sale.order became which pedido, and whether lines of it are missing here because --removal=delete took
-- them or never let them in; the saldos that were waiting are computed now. A pedido that was cancelled before it ever
-- entered is not remembered. Returns nothing. After the rows are written, before any is deleted. Safe to repeat.
WITH here AS (
    SELECT h.order_id, h.num_pedido,
           EXISTS (SELECT 1 FROM stg_item i WHERE i.num_pedido = h.num_pedido
                      AND NOT EXISTS (SELECT 1 FROM carteira_principal p
                                       WHERE p.num_pedido = i.num_pedido AND p.cod_produto = i.cod_produto)) AS lacks_lines
      FROM stg_pedido h
     WHERE EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = h.num_pedido)
        OR EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.order_id = h.order_id)
        OR (NOT h.cancelled AND EXISTS (SELECT 1 FROM stg_item i WHERE i.num_pedido = h.num_pedido))
),
remembered AS (
    INSERT INTO ciclo_pedido AS k (order_id, num_pedido, lines_deleted_at)
    SELECT order_id, num_pedido, CASE WHEN lacks_lines THEN now() END FROM here
        ON CONFLICT (order_id) DO UPDATE SET num_pedido = excluded.num_pedido,
           lines_deleted_at = CASE WHEN excluded.lines_deleted_at IS NOT NULL
                                   THEN coalesce(k.lines_deleted_at, excluded.lines_deleted_at) END
     WHERE k.num_pedido <> excluded.num_pedido OR (k.lines_deleted_at IS NULL) <> (excluded.lines_deleted_at IS NULL)
)
DELETE FROM ciclo_recalculo
