-- Remembers which sale.order became which pedido, with the kind and company that it had inside the filters and with its partners; whether lines of
-- it are missing here because --removal=delete took them, or they had left the backlog before they came; and since when
-- Odoo no longer gives it. The saldos that were waiting are computed now. A pedido that was cancelled before it ever
-- entered is not remembered. Returns nothing. After the rows are written, before any is deleted. Safe to repeat.
WITH here AS (
    SELECT h.order_id, h.num_pedido, o.tipo_pedido, o.company_id, o.partner_id, o.partner_shipping_id AS shipping_id,
           o.tipo_pedido = ANY (c.tipos) AND (o.company_id IS NULL OR o.company_id <> ALL (c.excluded_companies)) AS inside,
           CASE WHEN s.entered_as_new AND s.entered = i.items THEN false
                ELSE EXISTS (SELECT 1 FROM stg_item i WHERE i.num_pedido = h.num_pedido
                                AND NOT EXISTS (SELECT 1 FROM carteira_principal p
                                                 WHERE p.num_pedido = i.num_pedido AND p.cod_produto = i.cod_produto
                                                OFFSET 0)) END AS lacks_lines
      FROM stg_pedido h JOIN stg_order o ON o.id = h.order_id CROSS JOIN stg_ciclo c
      LEFT JOIN stg_saldo_changed s ON s.num_pedido = h.num_pedido
      LEFT JOIN (SELECT num_pedido, count(*) AS items FROM stg_item GROUP BY num_pedido) i ON i.num_pedido = h.num_pedido
     WHERE EXISTS (SELECT 1 FROM carteira_principal p WHERE p.num_pedido = h.num_pedido OFFSET 0)
        OR EXISTS (SELECT 1 FROM ciclo_pedido k WHERE k.order_id = h.order_id)
        OR (NOT h.cancelled AND EXISTS (SELECT 1 FROM stg_item i WHERE i.num_pedido = h.num_pedido))
),
remembered AS (
    INSERT INTO ciclo_pedido AS k (order_id, num_pedido, lines_deleted_at, tipo_pedido, company_id, partner_id, shipping_id)
    SELECT order_id, num_pedido, CASE WHEN lacks_lines THEN now() END, CASE WHEN inside THEN tipo_pedido END,
           CASE WHEN inside THEN company_id END, partner_id, shipping_id
      FROM here
        ON CONFLICT (order_id) DO UPDATE SET num_pedido = excluded.num_pedido,
           former_names = CASE WHEN k.num_pedido = excluded.num_pedido THEN k.former_names
                               ELSE array_remove(array_remove(k.former_names, k.num_pedido::text), excluded.num_pedido::text)
                                    || k.num_pedido::text END,
           lines_deleted_at = CASE WHEN excluded.lines_deleted_at IS NOT NULL
                                   THEN coalesce(k.lines_deleted_at, excluded.lines_deleted_at) END,
           tipo_pedido = coalesce(excluded.tipo_pedido, k.tipo_pedido), company_id = coalesce(excluded.company_id, k.company_id),
           away_since = NULL, partner_id = excluded.partner_id, shipping_id = excluded.shipping_id
     WHERE k.num_pedido <> excluded.num_pedido OR (k.lines_deleted_at IS NULL) <> (excluded.lines_deleted_at IS NULL)
        OR k.tipo_pedido IS DISTINCT FROM excluded.tipo_pedido OR k.company_id IS DISTINCT FROM excluded.company_id
        OR k.away_since IS NOT NULL
        OR (k.partner_id, k.shipping_id) IS DISTINCT FROM (excluded.partner_id, excluded.shipping_id)
),
away AS (
    UPDATE ciclo_pedido k SET away_since = now() FROM stg_gone g
     WHERE k.num_pedido = g.num_pedido AND k.away_since IS NULL
       AND NOT EXISTS (SELECT 1 FROM here h WHERE h.order_id = k.order_id)
),
outlived AS (  -- a pedido that had one of these names before has lost it
    DELETE FROM ciclo_pedido k USING here h
     WHERE k.num_pedido = h.num_pedido AND k.order_id <> h.order_id
       AND NOT EXISTS (SELECT 1 FROM here o WHERE o.order_id = k.order_id)
)
DELETE FROM ciclo_recalculo r USING stg_ciclo c WHERE c.scope IS NULL OR r.num_pedido = ANY (c.scope)
