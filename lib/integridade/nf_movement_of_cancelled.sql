-- ERRO: no stock movement of a cancelled NF counts. Movements of pedidos typed into the application are not ours, those
-- that this program made are. Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT DISTINCT m.numero_nf FROM movimentacao_estoque m CROSS JOIN stg_ciclo c
     WHERE m.ativo IS DISTINCT FROM false
       AND (m.numero_nf IN (SELECT DISTINCT f.numero_nf FROM faturamento_produto f WHERE f.status_nf = 'Cancelado')) IS TRUE
       AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns) OR m.criado_por = c.author)
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
