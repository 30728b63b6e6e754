-- Cancels every row of NFs that Odoo cancelled and whose lines can no longer be read, and of NFs that are gone.
-- Locks in the order of the ids. Returns the count. Safe to repeat.
WITH locked AS (
    SELECT f.id FROM faturamento_produto f
     WHERE f.numero_nf = ANY (ARRAY(SELECT numero_nf FROM stg_cancelled_nf)) AND f.status_nf <> 'Cancelado'
     ORDER BY f.id FOR NO KEY UPDATE
),
cancelled AS (
    UPDATE faturamento_produto f
       SET status_nf = 'Cancelado', updated_at = now() AT TIME ZONE c.time_zone, updated_by = c.author
      FROM stg_ciclo c
     WHERE f.id = ANY (ARRAY(SELECT id FROM locked))
    RETURNING f.numero_nf, f.origem
),
touched AS (
    INSERT INTO stg_nf_touched SELECT DISTINCT numero_nf, origem FROM cancelled
),
refused AS (  -- by a trigger of the application, without an error
    INSERT INTO stg_notice (kind, subject, detail)
    SELECT 'LINHAS_NAO_GRAVADAS', 'faturamento_produto', n.sent - n.written || ' de ' || n.sent || ' linhas'
      FROM (SELECT (SELECT count(*) FROM locked) AS sent, (SELECT count(*) FROM cancelled) AS written) n WHERE n.written < n.sent
)
SELECT count(*) AS rows_cancelled FROM cancelled
