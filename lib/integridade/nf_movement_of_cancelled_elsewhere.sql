-- AVISO: stock movements that count, of NFs that are cancelled here and that this cycle did not read. People cancel NFs and
-- keep movements; other issuers' are not ours. Returns count and up to five examples. Reads only.
WITH wrong AS (
    SELECT DISTINCT m.numero_nf FROM movimentacao_estoque m CROSS JOIN stg_ciclo c
     WHERE (m.numero_nf IN (SELECT DISTINCT f.numero_nf FROM faturamento_produto f WHERE f.status_nf = 'Cancelado')) IS TRUE
       AND NOT EXISTS (SELECT 1 FROM stg_nf n WHERE n.numero_nf = m.numero_nf)
       AND NOT EXISTS (SELECT 1 FROM stg_foreign_nf n WHERE n.numero_nf = m.numero_nf OFFSET 0)
       AND m.ativo IS DISTINCT FROM false AND m.local_movimentacao = 'VENDA'
       AND m.tipo_origem IS DISTINCT FROM 'TAGPLUS' AND (m.criado_por LIKE '%TagPlus%') IS NOT TRUE
       AND (m.num_pedido IS NULL OR m.num_pedido LIKE ANY (c.pedido_patterns) OR m.criado_por = c.author)
)
SELECT count(*) AS count, array_to_string((array_agg('NF ' || numero_nf ORDER BY numero_nf))[1:5], ', ') AS examples FROM wrong
