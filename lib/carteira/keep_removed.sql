-- Keeps the rows that store_recomputed.sql archives as they are before: for people (ciclo_removido). They are locked. A
-- wholly invoiced row is not a removal. Returns the count. Not safe to repeat.
WITH kept AS (
    INSERT INTO ciclo_removido (table_name, record_id, row, reason, execution, removed_at)
    SELECT 'carteira_principal', p.id, to_jsonb(p), w.reason, c.execution, now()
      FROM stg_recomputed_row w JOIN carteira_principal p ON p.id = w.id CROSS JOIN stg_ciclo c
     WHERE p.id = ANY (ARRAY(SELECT id FROM stg_recomputed_row WHERE old_ativo AND reason <> 'saldo zero'))
     ORDER BY p.id
    RETURNING 1
)
SELECT count(*) AS rows_kept FROM kept
