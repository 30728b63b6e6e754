-- Cancels every row of NFs that Odoo cancelled and whose lines can no longer be read, and of NFs that are gone.
-- Returns the count. Safe to repeat.
WITH cancelled AS (
    UPDATE faturamento_produto f
       SET status_nf = 'Cancelado', updated_at = now() AT TIME ZONE c.time_zone, updated_by = c.author
      FROM stg_cancelled_nf n CROSS JOIN stg_ciclo c
     WHERE f.numero_nf = n.numero_nf AND f.status_nf <> 'Cancelado'
    RETURNING f.numero_nf, f.origem
),
touched AS (
    INSERT INTO stg_nf_touched SELECT DISTINCT numero_nf, origem FROM cancelled
)
SELECT count(*) AS rows_cancelled FROM cancelled
