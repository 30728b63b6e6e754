-- AVISO: the same NF, product and origem in several rows. Reading the NF again corrects it. Returns count and up to five
-- examples. Reads only.
WITH wrong AS (
    SELECT numero_nf, cod_produto FROM faturamento_produto GROUP BY numero_nf, cod_produto, origem HAVING count(*) > 1
)
SELECT count(*) AS count,
       array_to_string((array_agg('NF ' || numero_nf || ' product ' || cod_produto ORDER BY numero_nf, cod_produto))[1:5], ', ')
           AS examples
  FROM wrong
