-- The clients that need scheduling, of live rows of Odoo's pedidos. Returns nothing. Not safe to repeat in a transaction.
INSERT INTO stg_client (cnpj)
SELECT DISTINCT btrim(p.cnpj_cpf) FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE lower(btrim(p.cliente_nec_agendamento)) = 'sim' AND btrim(p.cnpj_cpf) <> ''
   AND p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0
   AND p.num_pedido LIKE ANY (c.pedido_patterns)
   AND (c.scope IS NULL OR p.num_pedido = ANY (c.scope))
