-- What the rows of live pedidos say of clients and scheduling by now: in a cycle that wrote any, instead of what
-- note_active.sql noted before. Returns nothing. Safe to repeat.
INSERT INTO stg_live_client (cnpj, needs_scheduling, forma)
SELECT DISTINCT btrim(p.cnpj_cpf), (lower(btrim(p.cliente_nec_agendamento)) = 'sim') IS TRUE, p.forma_agendamento
  FROM carteira_principal p CROSS JOIN stg_ciclo c
 WHERE p.ativo IS NOT FALSE AND p.qtd_saldo_produto_pedido <> 0 AND btrim(p.cnpj_cpf) <> ''
   AND p.num_pedido LIKE ANY (c.pedido_patterns)
   AND (c.scope IS NULL OR p.num_pedido = ANY (c.scope))
