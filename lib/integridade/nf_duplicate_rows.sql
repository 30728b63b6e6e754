-- AVISO: the same NF, product and origem in several rows. Reading the NF again corrects it. Other issuers' are not ours.
-- Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT f.numero_nf, f.cod_produto FROM faturamento_produto f GROUP BY f.numero_nf, f.cod_produto, f.origem
    HAVING count(*) > 1 AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = f.numero_nf OFFSET 0)
)
SELECT count(*) AS count,
       array_to_string((array_agg('NF ' || numero_nf || ' product ' || cod_produto ORDER BY numero_nf, cod_produto))[1:5], ', ')
           AS examples
  FROM wrong
