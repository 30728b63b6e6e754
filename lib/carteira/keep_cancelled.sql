-- Keeps the rows of cancelled pedidos as they are before update_rows.sql archives them: for people (ciclo_removido). They are
-- locked. Returns the count. Not safe to repeat.
WITH kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'carteira_principal', p.id, to_jsonb(p), 'pedido cancelado no Odoo', c.execution, now()
      FROM carteira_principal p CROSS JOIN stg_ciclo c
     WHERE p.id = ANY (ARRAY(SELECT d.id FROM stg_differing_row d JOIN stg_pedido h ON h.num_pedido = d.num_pedido
                              WHERE h.cancelled AND d.old_ativo))
     ORDER BY p.id
    RETURNING 1
)
SELECT count(*) AS rows_kept FROM kept
