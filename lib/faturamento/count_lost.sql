-- Of the NFs that are remembered and dated within the horizon (but for a full load, $1 boolean, of the newest 500 of them),
-- those of this cycle too: how many there are, how many of them have no row here any more, and up to five examples. For
-- the fuse that tells a restored table, which lacks the newest, from people who exclude NFs. Reads only.
WITH expected AS (
    SELECT k.numero_nf
      FROM (SELECT * FROM stg_known_nf ORDER BY move_id DESC LIMIT CASE WHEN $1::boolean THEN NULL ELSE 500 END) k
     CROSS JOIN stg_ciclo c
     WHERE k.state <> 'gone' AND k.data_fatura >= c.horizon::date
    UNION
    SELECT k.numero_nf FROM stg_nf n JOIN stg_known_nf k ON k.move_id = n.move_id CROSS JOIN stg_ciclo c
     WHERE k.state <> 'gone' AND n.data_fatura >= c.horizon::date
),
seen AS (
    SELECT e.numero_nf, EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = e.numero_nf OFFSET 0) AS is_here
      FROM expected e
)
SELECT count(*) AS known, count(*) FILTER (WHERE NOT is_here) AS lost,
       array_to_string((array_agg(numero_nf ORDER BY numero_nf) FILTER (WHERE NOT is_here))[1:5], ', ') AS examples
  FROM seen
