-- ERRO: no stock movement counts by which an NF left the stock that Odoo cancelled, of the NFs of this cycle. Movements of
-- pedidos typed into the application are not ours, those that this program made are. Returns count and up to five
-- examples. Reads only.
WITH cancelled AS (
    SELECT numero_nf FROM stg_undone WHERE kept_pedidos = '{}'
),
wrong AS (
    SELECT DISTINCT m.numero_nf FROM movimentacao_estoque m CROSS JOIN stg_ciclo c
     WHERE m.numero_nf = ANY (ARRAY(SELECT numero_nf FROM cancelled))
       AND m.ativo IS DISTINCT FROM false AND m.local_movimentacao = 'VENDA'
       AND m.tipo_origem IS DISTINCT FROM 'TAGPLUS' AND (m.criado_por LIKE '%TagPlus%') IS NOT TRUE
       AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns) OR m.criado_por = c.author)
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
