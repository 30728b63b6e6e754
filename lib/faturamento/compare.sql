-- What each staged NF is to the application: new, known, cancelled or active again. Once the rows that differ are locked.
-- An NF that Odoo cancelled and whose rows are all cancelled is known. Returns counts. Safe to repeat.
WITH present AS (
    SELECT n.numero_nf, bool_and(f.status_nf = 'Cancelado') AS cancelled
      FROM stg_nf n
     CROSS JOIN LATERAL (SELECT * FROM faturamento_produto f WHERE f.numero_nf = n.numero_nf OFFSET 0) f
     GROUP BY n.numero_nf
),
judged AS (
    UPDATE stg_nf n
       SET situation = CASE WHEN p.numero_nf IS NULL THEN 'nova'
                            WHEN n.status_nf = 'Cancelado' AND NOT p.cancelled THEN 'cancelada'
                            WHEN n.status_nf = 'Lançado' AND p.cancelled THEN 'reativada'
                            ELSE 'conhecida' END
      FROM stg_nf s LEFT JOIN present p ON p.numero_nf = s.numero_nf
     WHERE s.move_id = n.move_id
    RETURNING n.situation, n.numero_nf
)
SELECT count(*) FILTER (WHERE situation = 'nova' AND r.numero_nf IS NOT NULL) AS new,
       count(*) FILTER (WHERE situation = 'cancelada') AS cancelled,
       count(*) FILTER (WHERE situation = 'reativada') AS reactivated
  FROM judged j LEFT JOIN (SELECT DISTINCT numero_nf FROM stg_nf_row) r ON r.numero_nf = j.numero_nf
