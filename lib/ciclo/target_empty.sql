-- Whether the target holds no NF, and whether it holds no pedido of Odoo's ($1 LIKE patterns text[]).
WITH p (patterns) AS (VALUES ($1::text[]))
SELECT NOT EXISTS (SELECT 1 FROM faturamento_produto) AS no_nf,
       NOT EXISTS (SELECT 1 FROM carteira_principal r, p WHERE r.num_pedido LIKE ANY (p.patterns)) AS no_pedido
