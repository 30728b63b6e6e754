-- Keeps what this stage takes out of the backlog: the whole rows as they were, for people (ciclo_removido), and why, for later
-- cycles (ciclo_item), where a row that is in the backlog again is forgotten. A wholly invoiced row says all by itself.
-- After the rows are written. Returns the count of rows kept. Safe to repeat.
WITH kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'carteira_principal', d.id, d.before, 'pedido cancelado no Odoo', c.execution, now()
      FROM stg_differing_row d CROSS JOIN stg_ciclo c WHERE d.before IS NOT NULL
    UNION ALL
    SELECT 'carteira_principal', w.id, w.before, w.reason, c.execution, now()
      FROM stg_recomputed_row w CROSS JOIN stg_ciclo c WHERE w.before IS NOT NULL
    RETURNING 1
),
back AS (
    DELETE FROM ciclo_item r
     WHERE r.num_pedido = ANY (ARRAY(SELECT num_pedido FROM stg_saldo_changed))
       AND NOT EXISTS (SELECT 1 FROM stg_archived a WHERE a.num_pedido = r.num_pedido AND a.cod_produto = r.cod_produto)
       AND EXISTS (SELECT 1 FROM carteira_principal p
                    WHERE p.num_pedido = r.num_pedido AND p.cod_produto = r.cod_produto AND p.ativo IS NOT FALSE OFFSET 0)
),
noted AS (
    INSERT INTO ciclo_item AS r (num_pedido, cod_produto, removed_reason, removed_at)
    SELECT num_pedido, cod_produto, reason, now() FROM stg_archived WHERE reason <> 'saldo zero'
    UNION  -- a wholly invoiced row of a pedido that is cancelled now
    SELECT d.num_pedido, d.cod_produto, 'pedido cancelado no Odoo', now()
      FROM stg_differing_row d JOIN stg_pedido h ON h.num_pedido = d.num_pedido WHERE h.cancelled
        ON CONFLICT (num_pedido, cod_produto)
        DO UPDATE SET removed_reason = excluded.removed_reason, removed_at = excluded.removed_at
)
SELECT count(*) AS rows_kept FROM kept
