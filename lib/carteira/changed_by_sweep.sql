-- Swept pedidos that must be read whole: their write_date is not the one that the target remembers, or they are
-- cancelled, or renamed (also where the backlog alone still has the old name), or everything is read ($1 boolean); and
-- those with the same name as one that is read, or the other would take the name. One column: ids.
WITH p (full_load) AS (VALUES ($1::boolean)),
read AS (
    SELECT w.name FROM stg_sweep_in_filter w CROSS JOIN p
     WHERE p.full_load OR w.state = 'cancel'
        OR EXISTS (SELECT 1 FROM stg_active a
                    WHERE a.num_pedido = w.name
                      AND (a.some_unknown OR a.oldest IS DISTINCT FROM w.write_date
                           OR a.newest IS DISTINCT FROM w.write_date))
        OR EXISTS (SELECT 1 FROM ciclo_pedido i WHERE i.order_id = w.id AND i.num_pedido <> w.name)
        OR EXISTS (SELECT 1 FROM stg_known_name k JOIN stg_active a ON a.num_pedido = k.name
                    WHERE k.order_id = w.id AND k.name <> w.name)
    UNION ALL SELECT name FROM stg_order
)
SELECT w.id FROM stg_sweep_in_filter w
 WHERE (w.name IN (SELECT name FROM read)) IS TRUE AND NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.id = w.id)
 ORDER BY w.id
