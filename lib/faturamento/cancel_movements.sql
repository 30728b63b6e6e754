-- The stock movements of a cancelled NF no longer count. Returns the count. Safe to repeat.
WITH ended AS (
    UPDATE movimentacao_estoque m
       SET ativo = false, status_nf = 'CANCELADO', atualizado_em = now() AT TIME ZONE c.time_zone, atualizado_por = c.author
      FROM stg_nf n CROSS JOIN stg_ciclo c
     WHERE m.numero_nf = n.numero_nf AND n.status_nf = 'Cancelado'
       AND (m.ativo IS DISTINCT FROM false OR m.status_nf IS DISTINCT FROM 'CANCELADO')
       AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns))
    RETURNING 1
)
SELECT count(*) AS movements_cancelled FROM ended
