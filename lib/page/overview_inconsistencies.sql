-- The open inconsistencies by tipo, at most $1 integer tipos, the most frequent first: how many, since when, the newest
-- and three examples; then how many tipos and how many inconsistencies there are in all. Reads only.
WITH p (most) AS (VALUES ($1::integer)),
opened AS (
    SELECT tipo, detectada_em, numero_nf, num_pedido, cod_produto,
           row_number() OVER (PARTITION BY tipo ORDER BY detectada_em DESC, id DESC) AS place
      FROM inconsistencia_faturamento WHERE resolvida IS NOT TRUE
),
kinds AS (
    SELECT tipo, count(*) AS count, to_char(min(detectada_em), 'YYYY-MM-DD HH24:MI:SS') AS oldest,
           to_char(max(detectada_em), 'YYYY-MM-DD HH24:MI:SS') AS newest,
           string_agg(concat_ws(' / ', 'NF ' || numero_nf, num_pedido, cod_produto), '; ' ORDER BY place)
               FILTER (WHERE place <= 3) AS examples
      FROM opened GROUP BY tipo
)
SELECT tipo, count, oldest, newest, examples, count(*) OVER () AS kinds, sum(count) OVER () AS total
  FROM kinds ORDER BY count DESC, tipo LIMIT (SELECT most FROM p)
