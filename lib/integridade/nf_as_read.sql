-- ERRO: every NF read in this cycle stands in the table as Odoo gave it: status, the same products, quantity, value.
-- Of a cancelled NF without readable lines only the status is looked at. One that people cancelled has their status, one that
-- they excluded is not there.
-- Returns count and up to five examples. Reads only.
WITH read AS (
    SELECT n.numero_nf, array_agg(DISTINCT r.cod_produto ORDER BY r.cod_produto) AS products,
           sum(r.qtd) AS qtd, sum(r.valor) AS valor, count(r.row_id) > 0 AS has_lines
      FROM stg_nf n LEFT JOIN stg_nf_row r ON r.move_id = n.move_id
     WHERE n.kept IS DISTINCT FROM 'excluida'
     GROUP BY n.numero_nf
),
wrong AS (
    SELECT r.numero_nf FROM read r LEFT JOIN stg_stored_nf s ON s.numero_nf = r.numero_nf
     WHERE NOT s.same_status
        OR (r.has_lines AND (s.products, s.qtd, s.valor) IS DISTINCT FROM (r.products, r.qtd, r.valor))
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
