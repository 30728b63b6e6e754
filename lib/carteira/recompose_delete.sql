-- Rows of total lots whose product has no saldo any more go (recompose_rows.sql has kept and zeroed them, so that the alerts
-- know what was there); one that people have printed stays, with 0. Last of the statements of recomposition that write.
-- They are locked. Returns the count. Safe to repeat.
WITH vanished AS (
    SELECT s.id FROM stg_recomposed d CROSS JOIN LATERAL (SELECT * FROM separacao s WHERE s.id = d.id OFFSET 0) s
     WHERE d.reason = 'vanished' AND d.after = 0 AND NOT s.separacao_impressa
),
deleted AS (
    DELETE FROM separacao s WHERE s.id = ANY (ARRAY(SELECT id FROM vanished)) RETURNING 1
)
SELECT count(*) AS separacoes_deleted FROM deleted
