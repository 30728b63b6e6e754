-- Of the remembered NFs that a full load has to meet (dated within the horizon, not cancelled): how many there are, how
-- many of them Odoo does not show, and up to five examples. For the fuse of absence. Reads only.
WITH expected AS (
    SELECT k.move_id, k.numero_nf, EXISTS (SELECT 1 FROM stg_absent a
                                            WHERE a.table_name = 'stg_outside_move' AND a.id = k.move_id) AS is_absent
      FROM stg_known_nf k CROSS JOIN stg_ciclo c
     WHERE k.state <> 'gone'
       AND EXISTS (SELECT 1 FROM faturamento_produto f
                    WHERE f.numero_nf = k.numero_nf AND f.data_fatura >= c.horizon::date AND f.status_nf <> 'Cancelado')
)
SELECT count(*) AS known, count(*) FILTER (WHERE is_absent) AS absent,
       array_to_string((array_agg(numero_nf ORDER BY numero_nf) FILTER (WHERE is_absent))[1:5], ', ') AS examples
  FROM expected
