-- Notes which active pedidos Odoo no longer gives, and why, and which are outside the filters all the same: one has left
-- them only where it was read inside before, what was remembered of it then is inside today's filters too, and what Odoo
-- says now is not. One that has no name any more is set aside (reject_pedidos.sql). A setting of ours that changed takes
-- nothing out. In a cycle of a selection nothing counts as absent. Only to be run after the sweep was read completely.
-- Returns: known (active in the target), absent (not found, under a new name neither). Not safe to repeat in a session.
WITH missing AS (
    SELECT a.num_pedido FROM stg_active a
     WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = a.num_pedido)
       AND NOT EXISTS (SELECT 1 FROM stg_sweep_in_filter w WHERE w.name = a.num_pedido)
       AND NOT EXISTS (SELECT 1 FROM stg_known_name i JOIN stg_sweep w ON w.id = i.order_id
                        WHERE i.name = a.num_pedido AND w.name IS NULL)
),
given AS (  -- under the name or, by the id, under another one
    SELECT m.num_pedido, w.id, w.name, w.tipo_pedido, w.company_id FROM missing m JOIN stg_sweep w ON w.name = m.num_pedido
    UNION
    SELECT m.num_pedido, s.id, s.name, s.tipo_pedido, s.company_id FROM missing m
      JOIN stg_known_name i ON i.name = m.num_pedido
      JOIN (SELECT id, name, tipo_pedido, company_id FROM stg_sweep
            UNION SELECT id, name, tipo_pedido, company_id FROM stg_order) s ON s.id = i.order_id
),
judged AS (
    SELECT DISTINCT ON (g.num_pedido) g.num_pedido, g.name, f.inside,
           k.tipo_pedido = ANY (c.tipos) AND (k.company_id IS NULL OR k.company_id <> ALL (c.excluded_companies)) AS was_inside,
           CASE WHEN g.company_id = ANY (c.excluded_companies) THEN 'company_id ' || g.company_id
                ELSE 'tipo_pedido ' || coalesce(g.tipo_pedido, 'vazio') END AS outside_by
      FROM given g CROSS JOIN stg_ciclo c
     CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM stg_order o WHERE o.id = g.id)
                                OR EXISTS (SELECT 1 FROM stg_sweep_in_filter w WHERE w.id = g.id) AS inside) f
      LEFT JOIN ciclo_pedido k ON k.order_id = g.id
     ORDER BY g.num_pedido, f.inside DESC, (g.name = g.num_pedido) DESC, g.id
),
gone AS (
    INSERT INTO stg_gone (num_pedido, reason, detail)
    SELECT m.num_pedido,
           CASE WHEN j.num_pedido IS NULL THEN 'ausente no Odoo' WHEN j.inside THEN 'renomeado no Odoo' ELSE 'fora dos filtros' END,
           CASE WHEN j.num_pedido IS NULL THEN 'ausente no Odoo' WHEN j.inside THEN 'agora ' || j.name ELSE j.outside_by END
      FROM missing m CROSS JOIN stg_ciclo c LEFT JOIN judged j ON j.num_pedido = m.num_pedido
     WHERE (j.num_pedido IS NULL AND c.scope IS NULL) OR j.inside OR j.was_inside
    RETURNING reason
),
left_out AS (
    INSERT INTO stg_left_out (num_pedido, detail)
    SELECT num_pedido, outside_by FROM judged WHERE NOT inside AND was_inside IS NOT TRUE
),
counted AS (
    SELECT (SELECT count(*) FROM stg_active) AS known, (SELECT count(*) FROM gone WHERE reason = 'ausente no Odoo') AS absent
)
SELECT known, absent FROM counted
