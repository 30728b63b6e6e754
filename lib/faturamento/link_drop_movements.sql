-- Movements of NFs that were read for products that Odoo took off them no longer count. Before link_insert_movements.
-- Returns the count. Safe to repeat.
WITH nf AS (
    SELECT DISTINCT t.numero_nf FROM stg_link_target t JOIN stg_nf n ON n.numero_nf = t.numero_nf
),
ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM nf JOIN stg_nf_movement e ON e.numero_nf = nf.numero_nf
      LEFT JOIN stg_link_movement k ON k.id = e.id
     CROSS JOIN stg_ciclo c
     WHERE m.id = e.id AND e.ativo AND k.id IS NULL
    RETURNING 1
)
SELECT count(*) AS movements_ended FROM ended
