-- Which of the product codes $1 (text[]) no row of the application has: one row each, code. By the indexes on cod_produto;
-- only reads.
SELECT w.code
  FROM unnest($1::text[]) AS w (code)
 WHERE NOT EXISTS (SELECT FROM cadastro_palletizacao p WHERE p.cod_produto = w.code)
   AND NOT EXISTS (SELECT FROM faturamento_produto f WHERE f.cod_produto = w.code)
 ORDER BY 1
