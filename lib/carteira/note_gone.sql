-- Notes which active pedidos Odoo no longer gives, and why. Only to be run after the sweep was read completely.
-- Returns: known (active in the target), found (also under a new name), absent (neither renamed nor outside the filters).
-- Not safe to repeat in a session.
WITH known AS (
    SELECT num_pedido FROM stg_active
),
seen AS (
    SELECT id, name FROM stg_order UNION SELECT id, name FROM stg_sweep
),
gone AS (
    INSERT INTO stg_gone (num_pedido, reason)
    SELECT k.num_pedido,
           CASE WHEN EXISTS (SELECT 1 FROM stg_sweep w WHERE w.name = k.num_pedido) THEN 'fora dos filtros'
                WHEN EXISTS (SELECT 1 FROM ciclo_pedido i JOIN seen s ON s.id = i.order_id
                              WHERE i.num_pedido = k.num_pedido AND s.name <> k.num_pedido) THEN 'renomeado no Odoo'
                ELSE 'ausente no Odoo' END
      FROM known k
     WHERE NOT EXISTS (SELECT 1 FROM stg_order o WHERE o.name = k.num_pedido)
       AND NOT EXISTS (SELECT 1 FROM stg_sweep_in_filter w WHERE w.name = k.num_pedido)
    RETURNING num_pedido, reason
),
counted AS (
    SELECT (SELECT count(*) FROM known) AS known, (SELECT count(*) FROM gone WHERE reason = 'ausente no Odoo') AS absent
)
SELECT known, known - absent AS found, absent FROM counted
