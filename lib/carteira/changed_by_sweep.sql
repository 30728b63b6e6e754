-- Swept pedidos that must be read whole: their write_date is not the one that the target remembers, or they are
-- cancelled, or everything is read ($1 boolean). One column: ids.
WITH p (full_load) AS (VALUES ($1::boolean))
SELECT w.id FROM stg_sweep_in_filter w CROSS JOIN p
 WHERE p.full_load OR w.state = 'cancel'
    OR EXISTS (SELECT 1 FROM carteira_principal r WHERE r.num_pedido = w.name AND r.ativo IS NOT FALSE
                  AND r.odoo_write_date IS DISTINCT FROM w.write_date)
 ORDER BY w.id
