-- Which of the tables that hold past cycles are there: all of the journal's, and by name those of the application
-- that are missing ('' for none). For a database that 'ciclo schema apply' has not seen. Reads only.
SELECT to_regclass('ciclo_execucao') IS NOT NULL AND to_regclass('ciclo_etapa') IS NOT NULL
       AND to_regclass('ciclo_rejeito') IS NOT NULL AS journal,
       concat_ws(', ', CASE WHEN to_regclass('faturamento_produto') IS NULL THEN 'faturamento_produto' END,
                 CASE WHEN to_regclass('carteira_principal') IS NULL THEN 'carteira_principal' END) AS missing
