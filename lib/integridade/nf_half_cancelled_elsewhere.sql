-- AVISO: NFs that this cycle did not read and that have both cancelled and other rows. Those of pedidos typed into the
-- application and of other issuers are not ours. Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT f.numero_nf FROM faturamento_produto f CROSS JOIN stg_ciclo c
     GROUP BY f.numero_nf, c.pedido_patterns
    HAVING bool_or(f.origem IS NULL OR f.origem LIKE ANY (c.pedido_patterns))
       AND bool_or(f.status_nf = 'Cancelado') AND NOT bool_and(f.status_nf = 'Cancelado')
       AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = f.numero_nf)
       AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = f.numero_nf OFFSET 0)
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
