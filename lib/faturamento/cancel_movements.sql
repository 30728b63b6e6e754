-- The stock movements of a cancelled NF no longer count: those of pedidos that come from Odoo, and those that this
-- program made, whatever their pedido. Returns the count. Safe to repeat.
WITH ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM stg_undone_nf n CROSS JOIN stg_ciclo c
     WHERE m.numero_nf = n.numero_nf AND coalesce(m.num_pedido, '') <> ALL (n.kept_pedidos)
       AND (m.ativo IS DISTINCT FROM false OR m.status_nf IS DISTINCT FROM 'CANCELADO')
       AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns) OR m.criado_por = c.author)
    RETURNING 1
)
SELECT count(*) AS movements_cancelled FROM ended
