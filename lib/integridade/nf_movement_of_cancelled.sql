-- ERRO: no stock movement of a cancelled NF counts. Movements of pedidos typed into the application are not ours.
-- Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT DISTINCT m.numero_nf FROM movimentacao_estoque m CROSS JOIN stg_ciclo c
     WHERE m.ativo IS DISTINCT FROM false
       AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns))
       AND EXISTS (SELECT 1 FROM faturamento_produto f WHERE f.numero_nf = m.numero_nf AND f.status_nf = 'Cancelado')
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
