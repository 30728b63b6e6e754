-- Keeps the rows of cancelled pedidos, and of lines that Odoo set to 0 with nothing invoiced, as they are before
-- update_rows.sql archives them: for people (ciclo_removido). They are locked. Returns the count. Not safe to repeat.
WITH leaving AS (
    SELECT d.id, CASE WHEN h.cancelled THEN 'pedido cancelado no Odoo' ELSE 'linha zerada no Odoo' END AS reason
      FROM stg_differing_row d JOIN stg_wanted h ON h.num_pedido = d.num_pedido AND h.cod_produto = d.cod_produto
     WHERE NOT h.ativo AND (d.old_ativo OR d.old_saldo <> 0)
),
kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'carteira_principal', p.id, to_jsonb(p), l.reason, c.execution, now()
      FROM leaving l JOIN carteira_principal p ON p.id = l.id CROSS JOIN stg_ciclo c
     WHERE p.id = ANY (ARRAY(SELECT id FROM leaving))
     ORDER BY p.id
    RETURNING 1
)
SELECT count(*) AS rows_kept FROM kept
