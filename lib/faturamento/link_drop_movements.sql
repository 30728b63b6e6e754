-- Movements of NFs that were read for products that Odoo took off them no longer count. Before link_insert_movements.
-- Returns the count. Safe to repeat.
WITH ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM stg_nf_movement e CROSS JOIN stg_ciclo c
     WHERE m.id = e.id AND e.ativo
       AND e.numero_nf IN (SELECT numero_nf FROM stg_link_target INTERSECT SELECT numero_nf FROM stg_nf)
       AND NOT EXISTS (SELECT 1 FROM stg_link_movement k WHERE k.id = e.id)
    RETURNING 1
)
SELECT count(*) AS movements_ended FROM ended
